-- Exports each of the report types that HSS knows.
--
-- Run it:   hss run --simulate examples/all-reports.lua
-- Prints:   one line per report type: its name and the id of its task

-- hss.enum holds the documented values of each field that has a fixed set of them.
for _, report_type in ipairs(hss.enum.security_report_type) do
    local task = hss.export{
        operate_all = true,
        export_size = 1000,
        security_report_type = report_type,
    }
    print(report_type, task.task_id)
end
