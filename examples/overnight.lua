-- A long run that can be cut off at any time and gone on with.
--
-- Run it:   hss run --simulate examples/overnight.lua
-- With a quota of 5 calls a minute that passes 60 times as fast, and a broken connection:
--           hss run --simulate --quota 5/m --time-scale 60 --fault 'POST export-tasks: cut-after once' \
--               examples/overnight.lua
-- After Ctrl-C, a crash or a reboot (not with --simulate, whose tasks end with it):
--           hss run --resume last examples/overnight.lua
-- Prints:   how many tasks there are, and what went wrong

local namespaces = #arg > 0 and { table.unpack(arg) } or { "payments", "platform", "shop", "web" }

-- The window is the same for the first namespace and the last, and in a resumed run, too: requests stay equal.
local window = hss.filter{ start_latest_scan_time = hss.time.ago{ days = 1 }, end_latest_scan_time = hss.time.now() }

-- "collect" goes on after a failure; errors[i] holds what failed for namespaces[i].
local tasks, errors = hss.map(namespaces, function(namespace)
    return hss.export(
        window{
            operate_all = true,
            namespace = namespace,
            export_size = 10000,
            security_report_type = "malwares",
        },
        { key = "malwares of " .. namespace }  -- names the call, whatever else of the request changes
    )
end, { on_error = "collect" })

local created, reused = 0, 0
for _, task in pairs(tasks) do
    if task.reused then reused = reused + 1 else created = created + 1 end
end
print(("%d created, %d reused, %d failed"):format(created, reused, #namespaces - created - reused))

for i, failure in pairs(errors) do
    -- "ambiguous": the request left, and nobody knows whether the task exists. It is not sent again by itself.
    print(namespaces[i], failure.kind, failure.message)
end
