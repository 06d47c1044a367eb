-- Shows how a script deals with errors: a wrong request is caught before anything is sent,
-- everything else is decided by its kind.
--
-- Run it:   hss run --simulate examples/errors.lua
-- Prints:   what is wrong with the first request, then the id of a task made with the corrected one
--
-- pcall(f, x) calls f(x). It gives back true and the result, or false and the error;
-- without pcall an error ends the script, and hss prints it in full.

local function try_export(request)
    local ok, result = pcall(hss.export, request)
    if ok then
        return result
    end
    if type(result) == "string" then
        error(result, 0)                         -- a mistake in this script itself
    end

    local e = result
    if e.kind == "argument" then
        -- All problems of a request are reported at once; nothing was sent.
        print("not sent, " .. #e.violations .. " problems:")
        for _, violation in ipairs(e.violations) do
            print("  " .. violation.field .. ": " .. violation.message)
            if violation.suggestion then
                print("    did you mean " .. violation.suggestion .. "?")
            end
        end
        return nil
    elseif e.kind == "throttled" or e.kind == "transport" or e.kind == "timeout" then
        print("nothing was created, trying again later makes sense: " .. e.message)
        return nil
    elseif e.kind == "ambiguous" then
        print("a task may exist, look before you repeat this: " .. e.message)
        return nil
    end
    error(e)                                     -- no credentials, refused by HSS…: nothing to do here
end

-- Two mistakes: a text where a number belongs, and a misspelt report type.
local task = try_export{
    operate_all = true,
    export_size = "100",
    security_report_type = "malware",
}

if not task then
    task = try_export{
        operate_all = true,
        export_size = 100,
        security_report_type = "malwares",
    }
end

if task then
    print(task.task_id)
end
