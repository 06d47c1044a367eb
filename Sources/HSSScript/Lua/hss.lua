-- The `hss` library as scripts see it. What needs the network, the clock or the schema is Swift
-- (host.functions); what is only about Lua values and jobs is here.
local host = ...
local f = host.functions
local class, library, raise, fields, record = host.class, host.library, host.raise, host.fields, host.record

local type, pcall, error, tostring, next, pairs = type, pcall, error, tostring, next, pairs
local number_type, concat, select, setmetatable = math.type, table.concat, select, setmetatable

local function argument_error(message)
  raise { kind = "argument", message = message, sent = false }
end

local function names(list)
  local set = {}
  for i = 1, #list do set[list[i]] = true end
  return set
end

-- Filters: immutable, used wherever a request is.
local request_fields = names(f.request_fields())
class("Filter", {
  what = "a filter",
  packs = true,
  known = request_fields,
  methods = { with = function(filter, more) return f.filter(filter, more) end },
  __call = function(filter, more) return f.filter(filter, more) end,
})

class("Task", {
  what = "a task",
  packs = true,
  known = names { "task_id", "request", "state", "reused", "task_status", "file_id", "file_name" },
  lazy = { request = f.task_request },
  methods = { refresh = f.refresh, wait = f.wait, download = f.download },
  __tostring = function(task) return task.task_id end,
  __concat = function(a, b) return tostring(a) .. tostring(b) end,
})

-- Rows of lists. What the service leaves out is nil; what no row has raises.
local function row_text(row)
  local own = select(2, fields(row))
  if own.image_name then
    local name = own.namespace and own.namespace ~= "" and own.namespace .. "/" .. own.image_name or own.image_name
    return own.image_version and name .. ":" .. own.image_version or name
  end
  return own.risk_name or own.rule_id or "a row"
end

for name, known in pairs(f.row_classes()) do
  class(name, { packs = true, known = names(known), __tostring = row_text })
end

class("null", { what = "hss.json.null", __tostring = function() return "null" end })

local function tostring_of_list(list)
  local texts = {}
  for i = 1, #list do texts[i] = tostring(list[i]) end
  return concat(texts, ", ")
end

class("enum list", { what = "a list of enum values", packs = true, list = true, __tostring = tostring_of_list })

-- What a filter holds, it keeps: lists in it are sealed, too.
class("list", { what = "this list", packs = true, list = true, __tostring = tostring_of_list })

local enums = {}
for name, values in pairs(f.enums()) do enums[name] = record("enum list", values) end

-- Lists that hss.map and hss.chunks take: sequences, and the read-only lists of hss.enum and of filters.
local function length_of(list, name)
  local class_name = fields(list)
  if type(list) ~= "table" and class_name ~= "enum list" and class_name ~= "list" then
    argument_error(name .. ": argument 1 must be a list, not " .. (class_name or type(list)))
  end
  return #list
end

-- Lists that are walked through, and what walks through them, until it is forgotten.
local open_lists, walkers = {}, setmetatable({}, { __mode = "v" })

-- A value that the loop itself closes would do so earlier. But before 5.4.5 a `break` out of a body with closures
-- forgets to, and the next error finds Lua's stack in disorder.
local function close_forgotten_lists()
  for handle in next, open_lists do
    if not walkers[handle] then
      open_lists[handle] = nil
      f.list_close(handle)
    end
  end
end

-- Walks through a list whose pages come from Swift.
local function rows_of(handle, name)
  close_forgotten_lists()
  local page, index, is_asking, is_over = {}, 0, false, false
  local function next_row()
    while not is_over do
      index = index + 1
      local row = page[index]
      if row ~= nil then return row end
      if is_asking then
        raise { kind = "script", message = name .. ": two jobs walk through one list; give each its own" }
      end
      is_asking = true
      local ok, rows = pcall(f.list_next, handle)
      is_asking = false
      index = 0
      if not ok then
        page = {}
        error(rows, 0)
      end
      if rows then
        page = rows
      else
        is_over, page, open_lists[handle] = true, {}, nil
      end
    end
    return nil
  end
  open_lists[handle], walkers[handle] = true, next_row
  return next_row
end

local function callable(value, name, position)
  if type(value) ~= "function" then
    argument_error(name .. ": argument " .. position .. " must be a function, not " .. type(value))
  end
end

local function spawn(fn, ...)
  callable(fn, "hss.spawn", 1)
  return host.spawn(fn, ...)
end

-- What a failed item is reported as: always an error object, which knows its item.
local function item_error(value, index, item)
  local class_name, own = fields(value)
  if class_name == "Error" then
    -- A copy: several items may fail with one and the same error.
    local copy = {}
    for name, field in next, own do copy[name] = field end
    copy.index, copy.item = index, item
    return record("Error", copy)
  end
  local text = type(value) == "string" and value or "(error object is a " .. type(value) .. " value)"
  local place, message = text:match("^([^\n]-:%d+): (.*)$")
  return record("Error", {
    kind = "script", message = message or text, where = place, value = value, index = index, item = item,
  })
end

local function wait(tasks, options)
  local on_status
  if type(options) == "table" then
    local own = {}
    for name, value in next, options do own[name] = value end
    on_status, own.on_status = own.on_status, nil
    if on_status ~= nil then callable(on_status, "hss.wait", "on_status") end
    options = own
  end
  local handle = f.wait_open(tasks, options, on_status ~= nil)
  local function close()
    f.wait_close(handle)
    for _, task in next, tasks do f.task_now(task) end
  end
  local _ <close> = setmetatable({}, { __close = close, __name = "hss" })
  while true do
    local task = f.wait_event(handle)
    if task == nil then return tasks end
    on_status(task)
  end
end

local map_options = { concurrency = true, on_error = true }

local function map(list, fn, options)
  local count = length_of(list, "hss.map")
  callable(fn, "hss.map", 2)
  options = options == nil and {} or options
  if type(options) ~= "table" then
    argument_error("hss.map: options must be a table such as { concurrency = 4 }, not " .. type(options))
  end
  for name in next, options do
    if not map_options[name] then
      argument_error("hss.map: there is no option \"" .. tostring(name) .. "\"; there are concurrency and on_error")
    end
  end
  local width = options.concurrency == nil and f.concurrency() or options.concurrency
  if number_type(width) ~= "integer" or width < 1 then
    argument_error("hss.map: concurrency must be an integer of 1 or more")
  end
  local on_error = options.on_error == nil and "stop" or options.on_error
  if on_error ~= "stop" and on_error ~= "collect" then
    argument_error("hss.map: on_error must be \"stop\" or \"collect\"")
  end

  local results, errors, first = {}, {}, nil
  local next_index = 1
  local function worker()
    while next_index <= count and not first do
      local index = next_index
      next_index = index + 1
      local item = list[index]
      local ok, value
      -- hss.export takes options where other functions take the index.
      if fn == f.export then ok, value = pcall(fn, item) else ok, value = pcall(fn, item, index) end
      f.map_item_done()
      if ok then
        results[index] = value
      else
        local failure = item_error(value, index, item)
        if on_error == "stop" or failure.kind == "cancelled" then
          first = first or failure
        else
          errors[index] = failure
        end
      end
    end
  end

  f.map_began(count)
  if width > count then width = count end
  if width == 1 then
    worker()
  else
    local jobs = {}
    for i = 1, width do jobs[i] = host.spawn(worker) end
    for i = 1, width do jobs[i]:join() end
  end
  if first then error(first, 0) end
  if on_error == "collect" then return results, errors end
  return results
end

-- Lists as well as iterators such as hss.images gives: they are read as far as parts are asked for.
local function chunks(list, size)
  local next_item
  if type(list) == "function" then
    next_item = list
  else
    local count, index = length_of(list, "hss.chunks"), 0
    next_item = function()
      index = index + 1
      if index <= count then return list[index] end
    end
  end
  if number_type(size) ~= "integer" or size < 1 then
    argument_error("hss.chunks: argument 2 must be an integer of 1 or more, not " .. tostring(size))
  end
  local is_over = false
  return function()
    if is_over then return nil end
    local part = {}
    while #part < size do
      local item = next_item()
      if item == nil then
        is_over = true
        break
      end
      part[#part + 1] = item
    end
    if #part > 0 then return part end
  end
end

local function logger(level)
  return function(message, more)
    return f.log(level, type(message) == "number" and tostring(message) or message, more)
  end
end

local run_values, run_names = f.run_info()
class("hss.run", { what = "hss.run", known = names(run_names), __tostring = function() return "hss.run" end })

hss = library("hss", {
  export = f.export,
  validate = f.validate,
  filter = function(given) return f.filter(given) end,
  count = f.count,
  images = function(filters) return rows_of(f.images_open(filters), "hss.images") end,
  namespaces = f.namespaces,
  build_command_risks = function(filters) return rows_of(f.risks_open(filters), "hss.build_command_risks") end,
  wait = wait,
  map = map,
  spawn = spawn,
  sleep = f.sleep,
  chunks = chunks,
  version = f.version(),
  run = record("hss.run", run_values),
  enum = library("hss.enum", enums),
  time = library("hss.time", { now = f.time_now, ms = f.time_ms, ago = f.time_ago }),
  json = library("hss.json", {
    encode = f.json_encode, decode = f.json_decode, null = record("null", {}, 1), array = host.array,
  }),
  log = library("hss.log", {
    debug = logger("debug"), info = logger("info"), warn = logger("warning"), error = logger("error"),
  }),
})
