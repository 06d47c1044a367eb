-- Shapes Lua's standard library into what the contract gives to scripts, before any script runs.
-- `host` holds the primitives of the C boundary and, in host.functions, what Swift registered.
local host = ...
local functions = host.functions
local define_class, record, fields, raise = host.define_class, host.record, host.fields, host.raise

local getinfo, raw_metatable = debug.getinfo, debug.getmetatable
local getmetatable, rawget, rawset = getmetatable, rawget, rawset
local error, pcall, tostring, type, select, next, pairs = error, pcall, tostring, type, select, next, pairs
local pack, unpack, concat, sub = table.pack, table.unpack, table.concat, string.sub

-- Errors of the host: sealed, so that only they decide an exit status.
define_class("Error", {
  packs = true,
  methods = {},
  __tostring = function(e)
    local _, f = fields(e)
    return (f.where and f.where .. ": " or "") .. tostring(f.message)
  end,
  __concat = function(a, b) return tostring(a) .. tostring(b) end,
  __newindex = function() error("an error object is read-only", 2) end,
})

local function keys_of(...)
  local names = {}
  for i = 1, select("#", ...) do
    for name in next, (select(i, ...)) do
      if type(name) == "string" then names[#names + 1] = name end
    end
  end
  return names
end

-- "; did you mean 'x'?" or nothing.
local function hint(name, ...)
  local nearest = type(name) == "string" and functions.nearest(name, keys_of(...))
  return nearest and "; did you mean '" .. nearest .. "'?" or ""
end

local function read_only(what)
  return function(_, key)
    raise { kind = "script", message = what .. " is read-only: '" .. tostring(key) .. "' cannot be set" }
  end
end

-- A class of sealed records. `spec`: methods, known (names that may be nil), lazy (fields that a
-- function makes when they are first read), list (it has integer keys, and ends where it ends), and
-- Lua's own events.
function host.class(name, spec)
  local what = spec.what or "a " .. name
  local methods, known, lazy = spec.methods or {}, spec.known or {}, spec.lazy or {}
  spec.methods = methods
  spec.__newindex = read_only(what)
  function spec.missing(self, key)
    local _, own = fields(self)
    if lazy[key] then
      own[key] = lazy[key](self)
      return own[key]
    end
    if known[key] or spec.list and type(key) == "number" then return nil end
    raise {
      kind = "script",
      message = what .. " has no '" .. tostring(key) .. "'" .. hint(key, own, methods, known),
    }
  end
  -- Before pairs: whoever walks over a record sees all of it.
  function spec.complete(self)
    for key in next, lazy do local _ = self[key] end
  end
  spec.__tostring = spec.__tostring or function() return name end
  define_class(name, spec)
end

host.hint = hint

-- A read-only library such as `hss.time`.
function host.library(name, members)
  host.class(name, { what = name, __tostring = function() return name end })
  return record(name, members)
end

-- Jobs: what hss.spawn gives.
local function job_number(job, method)
  local class_name, _, number = fields(job)
  if class_name ~= "Job" then
    error("bad argument #1 to '" .. method .. "' (job expected, got " .. (class_name or type(job)) .. ")", 3)
  end
  return number
end

host.class("Job", {
  what = "a job",
  methods = {
    join = function(job)
      functions.await_job(job_number(job, "join"))
      local outcome = pack(host.outcome(job))
      if outcome[1] then return unpack(outcome, 2, outcome.n) end
      error(outcome[2], 0)
    end,
    status = function(job)
      job_number(job, "status")
      local ended = host.outcome(job)
      if ended == nil then return "running" end
      return ended and "done" or "failed"
    end,
  },
})

-- The C functions that run script code and cannot pause meanwhile: a pause refused inside one names it.
for prefix, library in pairs {
  [""] = { tostring = tostring, xpcall = xpcall, ipairs = (ipairs {}) },
  ["string."] = string, ["table."] = table, ["os."] = os, ["string "] = getmetatable(""),
} do
  host.name_functions(prefix, library)
end

local full = functions.allows_all()

-- What is not there is absent.
dofile, loadfile, package = nil, nil, nil
string.dump = nil
debug = { traceback = debug.traceback }

local os_getenv_replaced = function(name) return functions.getenv(name) end
if full then
  os.getenv = os_getenv_replaced
else
  os = { date = os.date, time = os.time, clock = os.clock, difftime = os.difftime, getenv = os_getenv_replaced }
end

-- load: text only, in the script's own globals. A reader is called from here, so that it may pause, and
-- so that its error does not meet the message handler of the job.
local real_load = load
function load(chunk, name, mode, ...)
  if mode ~= nil and not tostring(mode):find("t", 1, true) then
    return nil, "attempt to load a binary chunk: scripts are text"
  end
  if type(chunk) ~= "function" and type(chunk) ~= "string" then
    error("bad argument #1 to 'load' (function expected, got " .. type(chunk) .. ")", 2)
  end
  if type(chunk) == "function" then
    local parts = {}
    while true do
      local ok, part = pcall(chunk)
      if not ok then return nil, part end
      if part == nil or part == "" then break end
      if type(part) ~= "string" then return nil, "reader function must return a string" end
      parts[#parts + 1] = part
    end
    chunk, name = concat(parts), name or "=(load)"
  end
  return real_load(chunk, name, "t", ...)
end

local real_xpcall, guard_handler = xpcall, host.guard_handler
function xpcall(f, handler, ...)
  if type(handler) ~= "function" then
    error("bad argument #2 to 'xpcall' (function expected, got " .. type(handler) .. ")", 2)
  end
  return real_xpcall(f, guard_handler(handler), ...)
end

local real_collectgarbage = collectgarbage
function collectgarbage(what)
  if what == nil or what == "collect" or what == "count" then return real_collectgarbage(what) end
  error("bad argument #1 to 'collectgarbage' (only \"collect\" and \"count\" are there)", 2)
end

-- Checked here, so that errors name the script's line and not this file's.
local real_setmetatable = setmetatable
function setmetatable(value, metatable)
  if type(value) ~= "table" then
    error("bad argument #1 to 'setmetatable' (table expected, got " .. type(value) .. ")", 2)
  end
  if metatable ~= nil and type(metatable) ~= "table" then
    error("bad argument #2 to 'setmetatable' (nil or table expected)", 2)
  end
  local present = raw_metatable(value)
  if present and rawget(present, "__metatable") ~= nil then error("cannot change a protected metatable", 2) end
  if type(metatable) == "table" and rawget(metatable, "__gc") ~= nil then
    raise { kind = "permission", message = "setmetatable: __gc is not allowed; use a <close> variable" }
  end
  return real_setmetatable(value, metatable)
end

-- A file's metatable would take a __gc, which no bound on the script reaches.
getmetatable("").__metatable = false
getmetatable(io.stdin).__metatable = false

-- Output goes where the host says: to standard output, or aside when results go there.
local most_at_once = 16 * 1024 * 1024

local function write(number, text)
  if #text <= most_at_once then return functions.write(number, text) end
  for i = 1, #text, most_at_once do functions.write(number, sub(text, i, i + most_at_once - 1)) end
end

print = host.printer(write)
host.name_functions("", { print = print })

function warn(first, ...)
  local parts = pack(first, ...)
  for i = 1, parts.n do
    local kind = type(parts[i])
    if kind ~= "string" and kind ~= "number" then
      error("bad argument #" .. i .. " to 'warn' (string expected, got " .. kind .. ")", 2)
    end
  end
  local text = concat(parts)
  if text ~= "@on" and text ~= "@off" then functions.warn(text) end
end

local streams = {}
local function stream(number, name)
  local self
  local function write_all(_, ...)
    local parts = pack(...)
    for i = 1, parts.n do
      local kind = type(parts[i])
      if kind ~= "string" and kind ~= "number" then
        error("bad argument #" .. i .. " to 'write' (string expected, got " .. kind .. ")", 2)
      end
    end
    write(number, concat(parts))
    return self
  end
  host.class(name, {
    what = name,
    methods = {
      write = write_all,
      flush = function() return self end,
      setvbuf = function() return true end,
      close = function() return nil, name .. " stays open" end,
      seek = function() return nil, "Illegal seek", 29 end,
    },
    __tostring = function() return "file (" .. name .. ")" end,
  })
  self = record(name, {})
  streams[self] = true
  return self
end

local real_io = io
local stdout, stderr = stream(1, "io.stdout"), stream(2, "io.stderr")

local function open_file(path, mode, name)
  local file = host.new_file()
  local descriptor, message, code = functions.open_file(path, mode or "r", name)
  if not descriptor then return nil, message, code end
  return host.adopt_file(file, descriptor, mode or "r")
end

local limited_io = {
  stdin = real_io.stdin,
  stdout = stdout,
  stderr = stderr,
  read = real_io.read,
  write = function(...) return stdout:write(...) end,
  type = function(value)
    if streams[value] then return "file" end
    return real_io.type(value)
  end,
  open = function(path, mode) return open_file(path, mode, "io.open") end,
  lines = function(path, ...)
    if path == nil then return real_io.lines(nil, ...) end
    local file, message = open_file(path, "r", "io.lines")
    if not file then error(message, 2) end
    local read = file:lines(...)
    -- No closing value: in 5.4.4 a `break` past one spoils the stack where the loop variable is captured.
    return function()
      local results = pack(read())
      if results[1] == nil then file:close() end
      return unpack(results, 1, results.n)
    end
  end,
}
if full then
  for name, member in pairs(limited_io) do real_io[name] = member end
else
  io = limited_io
end

-- require: modules of the script's own folder, run in the calling job, so that they may pause. A job that
-- needs a module which another one is loading looks again whenever that one pauses or ends.
local loaded, loading = {}, {}
for _, name in pairs { "coroutine", "string", "table", "math", "utf8", "os", "io" } do loaded[name] = _G[name] end

function require(name)
  if type(name) ~= "string" then
    error("bad argument #1 to 'require' (string expected, got " .. type(name) .. ")", 2)
  end
  local this_job = host.current_job()
  while loaded[name] == nil and loading[name] do
    if loading[name] == this_job then
      -- Not level 2: where a module ends with `return require …`, that is this file.
      error((host.place() or "?") .. ": module '" .. name .. "' requires itself, directly or through others", 0)
    end
    functions.await_pause(loading[name])
  end
  if loaded[name] ~= nil then return loaded[name] end
  local path, source = functions.find_module(name)
  if not path then
    error("module '" .. name .. "' not found in the script's folder or --module-path", 2)
  end
  local chunk, message = real_load(source, "@" .. path, "t")
  if not chunk then error("module '" .. name .. "' does not compile: " .. message, 0) end
  loading[name] = this_job
  local release <close> = real_setmetatable({}, { __close = function() loading[name] = nil end })
  local result = chunk(name, path)
  if loaded[name] == nil then loaded[name] = result == nil and true or result end
  return loaded[name], path
end

-- Strict globals: a misspelt name must not read as nil. Assignments in a main chunk declare.
local declared = {}
real_setmetatable(_G, {
  __metatable = false,
  __newindex = function(globals, name, value)
    if not declared[name] then
      local caller = getinfo(2, "S")
      if caller and caller.what ~= "main" and caller.what ~= "C" then
        error("assignment to undeclared global '" .. tostring(name) .. "'; write 'local " .. tostring(name)
          .. "' or declare it in the main chunk" .. hint(name, globals, declared), 2)
      end
      declared[name] = true
    end
    rawset(globals, name, value)
  end,
  __index = function(globals, name)
    if not declared[name] then
      error("undeclared global '" .. tostring(name) .. "'" .. hint(name, globals, declared), 2)
    end
  end,
})
