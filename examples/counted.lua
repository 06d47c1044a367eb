-- Reports as large as they have to be: the number of rows comes from hss.count, and empty ones are left out.
--
-- Run it:   hss run --simulate --poll-interval 0.2 --download-dir reports examples/counted.lua
-- Prints:   one line per report type: how many rows there are, and where the report lies if there are any
--
-- export_size must be given, and HSS does not say what happens to rows beyond it.

local window = hss.filter{
    operate_all = true,
    start_latest_scan_time = hss.time.ago{ days = 7 },
    end_latest_scan_time = hss.time.now(),
}

local lines = hss.map(hss.enum.security_report_type, function(report_type)
    local filter = window{ security_report_type = report_type }
    local rows = hss.count(filter)
    if rows == 0 then return "0 rows" end
    local task = hss.export(filter{ export_size = rows })
    return ("%d rows\t%s"):format(rows, task:download("{security_report_type}.zip"))
end)

for i, line in ipairs(lines) do
    print(hss.enum.security_report_type[i], line)
end
