-- The software in the images of one build pipeline.
--
-- Run it:   hss run --simulate --poll-interval 0.2 --download-dir reports examples/pipeline-images.lua
--           hss run --simulate --poll-interval 0.2 --download-dir reports examples/pipeline-images.lua release-shop
-- Prints:   how many images the pipeline has, and where the report lies
--
-- Images of pipelines are a family of their own: their list has other filters, and an export of them needs
-- image_type = "cicd", which hss fills in for a list of such Images.

local pipeline = arg[1] or "build-shop"

local images = {}
for image in hss.images{ family = "cicd", cicd_name = pipeline, latest_version = true } do
    images[#images + 1] = image
end
print(pipeline, #images .. " images")
if #images == 0 then return end

local task = hss.export{
    operate_all = false,
    image_id_list = images,
    export_size = 100000,
    security_report_type = "apps",
}
print(task:download(pipeline .. "-{security_report_type}.zip"))
