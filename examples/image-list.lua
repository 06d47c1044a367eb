-- Exports the reports of listed images; their ids come from a file, one a line.
--
-- Run it:   hss run --simulate examples/image-list.lua
--           hss run --simulate --allow-read DIR examples/image-list.lua DIR/ids.txt
-- Prints:   one line per task: how many images it covers and its id
--
-- A script may read the files in its own folder; --allow-read adds another folder.

local folder = arg[0]:match("^.*/") or ""        -- the part of the script's path up to the last slash
local path = arg[1] or folder .. "image-ids.txt" -- .. joins two texts

local ids = {}
for line in io.lines(path) do
    local id = line:match("^%s*(.-)%s*$")        -- without blanks around it
    if id ~= "" and id:sub(1, 1) ~= "#" then
        ids[#ids + 1] = id                       -- ids stay texts: HSS wants strings here
    end
end

-- A request for a few images at a time keeps each report readable.
for part in hss.chunks(ids, 50) do
    local task = hss.export{
        operate_all = false,                     -- only the images that are listed
        image_id_list = part,
        export_size = 10000,
        security_report_type = "apps",
    }
    print(#part .. " images", task.task_id)
end
