import Testing

@testable import LuaHost

/// Where Lua cannot pause, the error says so and names the place.
@Suite struct CannotPauseTests {
    static let object = "local o = setmetatable({}, {__tostring = function() t.pause() return '' end}) "

    static let places: [(String, String)] = [
        ("table.sort", "table.sort({3, 2, 1}, function(a, b) t.pause() return a < b end)"),
        ("table.sort", "table.sort({3, 2, 1}, function(a, b) local ok, e = pcall(t.pause) error(e) end)"),
        (
            "table.sort",
            "table.sort({3, 2, 1}, function(a, b) coroutine.wrap(function() t.pause() end)() return a < b end)"
        ),
        (
            "table.sort",
            "table.sort({2, 1}, function() local ok, e = coroutine.resume(coroutine.create(t.pause)) error(e) end)"
        ),
        (
            "table.sort",
            "local m = {__lt = function() t.pause() end} table.sort({setmetatable({}, m), setmetatable({}, m)})"
        ),
        ("string.gsub", "('abc'):gsub('.', function() t.pause() end)"),
        ("string.gsub", "string.gsub('abc', '.', setmetatable({}, {__index = function() t.pause() end}))"),
        ("tostring", object + "tostring(o)"),
        ("print", object + "print(1, o)"),
        ("string.format", object + "string.format('%s', o)"),
        ("table.concat", "table.concat(setmetatable({}, {__len = function() return t.pause(2) end}))"),
        ("table.insert", "table.insert(setmetatable({}, {__newindex = function() t.pause() end}), 1)"),
        ("table.unpack", "table.unpack(setmetatable({}, {__index = function() t.pause() end}), 1, 2)"),
        ("ipairs", "for i in ipairs(setmetatable({}, {__index = function() t.pause() end})) do end"),
        ("os.time", "os.time(setmetatable({}, {__index = function() t.pause() end}))"),
        (
            "coroutine.close",
            """
            local c = coroutine.create(function()
              local x <close> = setmetatable({}, {__close = function() t.pause() end}) coroutine.yield()
            end)
            coroutine.resume(c)
            local ok, e = coroutine.close(c) error(e)
            """
        ),
        (
            "xpcall",
            "local ok, e = xpcall(error, function() local ok, e = pcall(t.pause) return e end) error(e)"
        ),
    ]

    @Test("The error names the place", arguments: places)
    func refused(_ place: String, _ source: String) async throws {
        let outcome = try await Script().run(source)
        let fields = outcome.failure?.errorFields
        #expect(
            fields?["message"].text
                == "t.pause: Lua cannot pause here, inside \(place); call it outside and use the result here",
            "\(outcome.failure?.text ?? "no failure")"
        )
        #expect(fields?["kind"] == .text("script"))
        #expect(fields?["sent"] == .boolean(false))
        #expect(fields?["where"].text?.hasPrefix("test.lua:") == true)
    }

    @Test("A C function without a name for scripts is described")
    func unnamed() async throws {
        let outcome = try await Script().run("local a = 'x' + setmetatable({}, {__add = function() t.pause() end})")
        #expect(outcome.failure?.text.contains("cannot pause here, inside string __add") == true)
    }

    @Test("A refused pause sends nothing and harms nothing after it")
    func goesOn() async throws {
        try await Script().expect(
            """
            for i = 1, 3 do
              print(pcall(table.sort, {2, 1}, function() return t.pause() end) == false, t.pause(i))
              print((coroutine.wrap(function() return t.pause('inner') end)()))
            end
            """,
            prints: "true\t1\ninner\ntrue\t2\ninner\ntrue\t3\ninner\n"
        )
    }

    @Test("Functions that answer at once work there too")
    func immediate() async throws {
        try await Script().expect(
            "local l = {3, 1, 2} table.sort(l, function(a, b) return t.echo(a) < t.echo(b) end) print(table.concat(l))",
            prints: "123\n"
        )
    }
}
