-- A nightly report of every namespace, brought to disk.
--
-- Run it:   hss run --simulate --poll-interval 0.2 --download-dir reports examples/every-namespace-to-disk.lua
-- Cut off by Ctrl-C, a crash or a reboot (not with --simulate, whose tasks end with it), go on with:
--           hss run --resume last --download-dir reports examples/every-namespace-to-disk.lua
-- Prints:   one line per namespace: its name and where its report lies
--
-- The namespaces are those that have images now. Each job waits for its own task, so a report is fetched as soon as it
-- is ready; all jobs together look at tasks as often as HSS allows, not each for itself.

local namespaces = hss.namespaces()

local paths = hss.map(namespaces, function(namespace)
    local task = hss.export{
        operate_all = true,
        namespace = namespace,
        export_size = 100000,
        security_report_type = "malwares",
    }
    return task:download("{date}/{namespace}-{security_report_type}.zip")   -- waits for the end of the task first
end, { concurrency = math.max(1, #namespaces) })

for i, path in ipairs(paths) do
    print(namespaces[i], path)
end
