-- Every week: all report types, for the images scanned within the last seven days.
--
-- Run it:   hss run --simulate examples/weekly.lua
-- Prints:   one line per report type and its task id, then how many tasks there are

local reports = require "reports"

local tasks = reports.export(hss.enum.security_report_type, 7)
print(#tasks .. " tasks created")
