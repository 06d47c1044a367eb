-- Risky build instructions, one report for each rule that is broken and serious.
--
-- Run it:   hss run --simulate --poll-interval 0.2 --download-dir reports examples/build-command-risks.lua
-- Prints:   one line per rule: its level, its name, and where the report lies
--
-- The rules and their ids come from HSS; they differ from account to account.

local serious = { critical = true, high = true }

local rules = {}
for rule in hss.build_command_risks{ image_type = "registry" } do
    if serious[rule.risk_level] and rule.image_num > 0 then
        rules[#rules + 1] = rule
    end
end

local paths = hss.map(rules, function(rule)
    local task = hss.export{
        operate_all = true,
        build_command_rule_id_list = { rule.rule_id },
        export_size = 100000,
        security_report_type = "build-command-risks",
    }
    return task:download(rule.rule_id .. "-{date}.zip")
end)

for i, rule in ipairs(rules) do
    print(rule.risk_level, rule.risk_name, paths[i])
end
