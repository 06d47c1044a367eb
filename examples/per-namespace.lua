-- Exports one report per namespace (SWR organisation), one after the other.
--
-- Run it:   hss run --simulate examples/per-namespace.lua
--           hss run --simulate examples/per-namespace.lua payments shop
-- Prints:   one line per namespace: its name and the id of its task

-- The words after the script's name are arg[1], arg[2] and so on; #arg counts them.
local namespaces = {}
for i = 1, #arg do
    namespaces[i] = arg[i]
end
if #namespaces == 0 then
    namespaces = { "payments", "platform", "shop" }
end

-- ipairs walks through a list; the first value is the position, which `_` says we do not need.
for _, namespace in ipairs(namespaces) do
    local task = hss.export{
        operate_all = true,
        namespace = namespace,        -- a filter: only the images of this namespace
        export_size = 1000,
        security_report_type = "malwares",
    }
    print(namespace, task.task_id)
end
