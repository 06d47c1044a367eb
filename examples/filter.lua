-- Builds a filter step by step from the script's arguments, then exports what it selects.
--
-- Run it:   hss run --simulate examples/filter.lua
--           hss run --simulate examples/filter.lua payments High 7
--           (namespace, severity level, scanned within that many days)
-- Prints:   the request that was sent, and the id of the task

local namespace = arg[1] or "payments"
local severity = arg[2]                          -- nil (nothing) when it is not given
local days = assert(tonumber(arg[3] or "7"), "the third argument is a number of days")

-- A filter never changes: with{...} gives a new one that holds more.
local filter = hss.filter{
    operate_all = true,
    export_size = 5000,
    security_report_type = "malwares",
    namespace = namespace,
}

if severity then
    filter = filter:with{ severity_level = severity }
end

-- Times are milliseconds since 1970; ago counts back from the start of the run.
filter = filter:with{
    scan_status = "success",
    start_latest_scan_time = hss.time.ago{ days = days },
}

-- What is named in `must` has to be there: a field that came out as nil would not narrow anything,
-- and the report would silently cover every image.
local task = hss.export(filter, { must = { "namespace", "start_latest_scan_time" } })

print(hss.json.encode(task.request))
print(task.task_id)
