-- Every night: malware and sensitive information in the images scanned since yesterday.
--
-- Run it:   hss run --simulate examples/nightly.lua
-- Prints:   one line per report type: its name and the id of its task

local reports = require "reports"

reports.export({ "malwares", "sensitive-info" }, 1)
