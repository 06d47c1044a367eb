-- Exports the malware report of all images: the smallest useful script.
--
-- Run it:   hss run --simulate examples/first-export.lua
--           (without --simulate it creates a real task in your account)
-- Prints:   the id of the export task
--
-- Lua for the impatient: `--` starts a comment, `local` makes a variable,
-- and f{ a = 1 } calls the function f with one table of named values.

local task = hss.export{
    operate_all = true,               -- all images, not a list of them
    export_size = 100,                -- at most 100 rows in the report
    security_report_type = "malwares",
}

print(task.task_id)
