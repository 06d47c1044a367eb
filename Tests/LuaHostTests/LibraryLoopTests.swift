import Testing

@testable import LuaHost

/// The functions that the host has of its own, so that a stop reaches their loops, do what the manual says.
struct LibraryLoopTests {
    static let snippets: [(String, String)] = [
        ("local l = {1, 2} table.insert(l, 3) return table.concat(l, ',')", "1,2,3"),
        ("local l = {1, 2} table.insert(l, 1, 0) return table.concat(l, ',')", "0,1,2"),
        ("local l = {1, 2} table.insert(l, 3, 'x') return table.concat(l, ',')", "1,2,x"),
        ("local l = {} table.insert(l, nil) return #l", "0"),
        ("table.insert({1}, 3, 1)", "bad argument #2 to 'insert' (position out of bounds)"),
        ("table.insert({1}, 0, 1)", "bad argument #2 to 'insert' (position out of bounds)"),
        ("table.insert({1})", "wrong number of arguments to 'insert'"),
        ("table.insert({1}, 1, 2, 3)", "wrong number of arguments to 'insert'"),
        ("table.insert(nil, 1)", "bad argument #1 to 'insert' (table expected, got nil)"),
        ("table.insert({1}, 'x', 1)", "bad argument #2 to 'insert' (number expected, got string)"),
        ("table.insert(setmetatable({}, {__len = function() return 'x' end}), 1)", "object length is not an integer"),
        (
            "local log = setmetatable({}, {__len = function() return 2 end, __index = function(_, k) return k * 10 end}) "
                + "table.insert(log, 1, 'x') return rawget(log, 1), rawget(log, 2), rawget(log, 3)", "x 10 20"
        ),
        ("local l = {1, 2, 3} return table.remove(l), table.concat(l, ',')", "3 1,2"),
        ("local l = {1, 2, 3} return table.remove(l, 1), table.concat(l, ',')", "1 2,3"),
        ("local l = {1, 2, 3} return table.remove(l, 4), #l", "nil 3"),
        ("return table.remove({}), table.remove({}, 0), table.remove({[0] = 'x'}, 0)", "nil nil x"),
        ("table.remove({1, 2, 3}, 5)", "bad argument #2 to 'remove' (position out of bounds)"),
        ("table.remove({}, -1)", "bad argument #2 to 'remove' (position out of bounds)"),
        ("table.remove({1, 2, 3}, 0)", "bad argument #2 to 'remove' (position out of bounds)"),
        ("return table.concat(table.move({1, 2, 3}, 1, 3, 2), ',')", "1,1,2,3"),
        ("return table.concat(table.move({1, 2, 3}, 2, 3, 1), ',')", "2,3,3"),
        ("return table.concat(table.move({1, 2, 3}, 1, 3, 1, {}), ',')", "1,2,3"),
        ("return table.concat(table.move({1, 2, 3}, 1, 0, 5), ',')", "1,2,3"),
        ("local a = {1, 2} return table.move(a, 1, 2, 1) == a", "true"),
        ("table.move({}, 0, math.maxinteger, 1)", "bad argument #3 to 'move' (too many elements to move)"),
        ("table.move({}, 1, math.maxinteger, 2)", "bad argument #4 to 'move' (destination wrap around)"),
        ("table.move(1, 1, 2, 3)", "bad argument #1 to 'move' (table expected, got number)"),
        ("table.move({}, 1, 2, 3, 4)", "bad argument #5 to 'move' (table expected, got number)"),
        ("return table.concat({})", ""), ("return table.concat({1, 2.5, 'x'}, ', ')", "1, 2.5, x"),
        ("return table.concat({1, 2, 3}, '-', 2, 3)", "2-3"), ("return table.concat({1, 2, 3}, '-', 3, 2)", ""),
        ("return table.concat({'a'}, 'x', math.maxinteger, math.mininteger)", ""),
        ("return table.concat({[math.maxinteger] = 'x'}, '', math.maxinteger, math.maxinteger)", "x"),
        ("table.concat({1, {}, 3})", "invalid value (at index 2) in table for 'concat'"),
        ("table.concat({}, '', 1, 1e9 // 1 | 0)", "invalid value (at index 1) in table for 'concat'"),
        ("table.concat({1}, {})", "bad argument #2 to 'concat' (string expected, got table)"),
        ("return ('ab'):rep(3), ('ab'):rep(3, '-'), ('ab'):rep(1, '-')", "ababab ab-ab-ab ab"),
        ("return #('ab'):rep(0), #('ab'):rep(-1), #(''):rep(1e15 // 1 | 0), (''):rep(3, '-')", "0 0 0 --"),
        ("return ('\\0'):rep(2) == '\\0\\0'", "true"), ("return ('x'):rep('2')", "xx"),
        ("('x'):rep(1.5)", "bad argument #1 to 'rep' (number has no integer representation)"),
        ("string.rep()", "bad argument #1 to 'rep' (string expected, got no value)"),
        ("('xy'):rep(math.maxinteger)", "resulting string too large"),
        ("table.unpack({}, 1, 1e9 // 1 | 0)", "too many results to unpack"),
        ("table.unpack({}, math.mininteger, math.maxinteger)", "too many results to unpack"),
    ]

    @Test(arguments: snippets) func `as in the manual`(_ source: String, _ expected: String) async throws {
        try await Script(memoryLimit: 64 << 20).expect(
            """
            local function shown(ok, ...)
              local words = {}
              for i = 1, select('#', ...) do words[i] = tostring((select(i, ...))):gsub('^test.lua:%d+: ', '') end
              local text = ''
              for i, word in ipairs(words) do text = text .. (i > 1 and ' ' or '') .. word end
              print(text)
            end
            shown(pcall(function() \(source) end))
            """,
            prints: expected + "\n"
        )
    }

    @Test func `moves, inserts and removes what a loop of Lua would`() async throws {
        try await Script().expect(
            """
            local seed = 1
            local function random(n) seed = (seed * 1103515245 + 12345) % 2147483648 return seed % n end
            local function list() local l = {} for i = 1, random(8) do l[i] = random(100) end return l end
            local function copy(l) local c = {} for k, v in pairs(l) do c[k] = v end return c end
            local function same(a, b)
              for k, v in pairs(a) do if b[k] ~= v then return false end end
              for k, v in pairs(b) do if a[k] ~= v then return false end end
              return true
            end
            for round = 1, 3000 do
              local from, into = list(), list()
              local first, last, at = random(10) - 1, random(10) - 1, random(10) - 1
              if random(2) == 0 then into = from end
              local source, wanted = copy(from), copy(into)
              for i = first, last do wanted[at + i - first] = source[i] end
              table.move(from, first, last, at, into)
              assert(same(into, wanted), round)
              local l = list()
              local model, position = copy(l), 1 + random(#l + 1)
              local count = #l
              for i = count, position, -1 do model[i + 1] = model[i] end
              model[position] = 'new'
              table.insert(l, position, 'new')
              assert(same(l, model), round)
              local removed = model[position]
              for i = position, count do model[i] = model[i + 1] end
              model[count + 1] = nil
              assert(table.remove(l, position) == removed and same(l, model), round)
            end
            print('same')
            """,
            prints: "same\n"
        )
    }
}
