-- What nightly.lua and weekly.lua share. Not a script to run: they load it with require "reports".
--
-- A module is a file that returns a table of functions. It is looked for beside the script.

local reports = {}

-- Exports each of the report types for the images that were scanned within the last `days` days,
-- and prints one line per task. Returns the tasks in the order of the types.
function reports.export(types, days)
    local scanned = hss.filter{
        operate_all = true,
        export_size = 10000,
        start_latest_scan_time = hss.time.ago{ days = days },
    }
    local tasks = hss.map(types, function(report_type)
        return hss.export(scanned:with{ security_report_type = report_type })
    end)
    for i, task in ipairs(tasks) do
        print(types[i], task.task_id)
    end
    return tasks
end

return reports
