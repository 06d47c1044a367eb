-- Exports one report per namespace, several at the same time.
--
-- Run it:   hss run --simulate examples/per-namespace-map.lua
--           hss run --simulate examples/per-namespace-map.lua payments shop
-- Prints:   one line per namespace, in the order of the list: its name and the id of its task
--
-- hss.map calls the function once for each item of the list and gives back what the calls returned,
-- in the order of the list. The first failure stops new work and ends the script.

local namespaces = {}
for i = 1, #arg do
    namespaces[i] = arg[i]
end
if #namespaces == 0 then
    namespaces = { "payments", "platform", "shop" }
end

local function export_malwares(namespace)
    return hss.export{
        operate_all = true,
        namespace = namespace,
        export_size = 1000,
        security_report_type = "malwares",
    }
end

local tasks = hss.map(namespaces, export_malwares, { concurrency = 4 })

for i, task in ipairs(tasks) do
    print(namespaces[i], task.task_id)
end
