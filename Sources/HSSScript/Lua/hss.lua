-- The `hss` library as scripts see it. What needs the network, the clock or the schema is Swift
-- (host.functions); what is only about Lua values and jobs is here.
local host = ...
local f = host.functions
local class, library, raise, fields, record = host.class, host.library, host.raise, host.fields, host.record

local type, pcall, error, tostring, next, pairs = type, pcall, error, tostring, next, pairs
local number_type, concat = math.type, table.concat

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
  known = names { "task_id", "request", "state", "reused", "task_status", "file_id", "file_name" },
  lazy = { request = f.task_request },
  methods = { refresh = f.refresh },
  __tostring = function(task) return task.task_id end,
  __concat = function(a, b) return tostring(a) .. tostring(b) end,
})

class("null", { what = "hss.json.null", __tostring = function() return "null" end })

local function tostring_of_list(list)
  local texts = {}
  for i = 1, #list do texts[i] = tostring(list[i]) end
  return concat(texts, ", ")
end

class("enum list", { what = "a list of enum values", packs = true, list = true, __tostring = tostring_of_list })

-- What a filter holds, it keeps: lists in it are sealed, too.
class("list", { what = "a filter's list", packs = true, list = true, __tostring = tostring_of_list })

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

local function chunks(list, size)
  local count = length_of(list, "hss.chunks")
  if number_type(size) ~= "integer" or size < 1 then
    argument_error("hss.chunks: argument 2 must be an integer of 1 or more, not " .. tostring(size))
  end
  local start = 1
  return function()
    if start > count then return nil end
    local part = {}
    for i = start, start + size - 1 do
      if i > count then break end
      part[#part + 1] = list[i]
    end
    start = start + size
    return part
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
