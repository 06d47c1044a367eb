extension Sandbox {
    /// The Swift half of `sandbox.lua`.
    var functions: [HostFunction] {
        let sandbox = self
        return [
            .immediate("allows_all") { _ in .value(.boolean(sandbox.allowsAll)) },
            .immediate("write") { arguments in
                for case .string(let bytes) in arguments.dropFirst() {
                    if arguments.first == .integer(2) {
                        sandbox.streams.error(bytes)
                    } else {
                        sandbox.streams.output(bytes)
                    }
                }
                return .nothing
            },
            .immediate("warn") { arguments in
                sandbox.streams.warning(arguments.first?.text ?? "a warning that is not text")
                return .nothing
            },
            .immediate("getenv", name: "os.getenv") { sandbox.environmentValue($0.first) },
            .immediate("open_file", name: "io.open") { arguments in
                sandbox.openFile(
                    arguments.first,
                    mode: arguments.count > 1 ? arguments[1] : nil,
                    function: arguments.count > 2 ? arguments[2].text ?? "io.open" : "io.open"
                )
            },
            .immediate("find_module", name: "require") { sandbox.module($0.first?.text) },
            .immediate("nearest") { arguments in
                guard arguments.count == 2, let name = arguments[0].text, case .table(let names) = arguments[1] else {
                    return .nothing
                }
                return .values(NearestName.find(name, in: names.sequence.compactMap(\.text)).map { [.text($0)] } ?? [])
            },
        ]
    }

    private func environmentValue(_ argument: LuaValue?) -> LuaReply {
        guard let name = argument?.text else {
            return .raise(Messages.wrongArgument("os.getenv", 1, expected: "a name", got: argument))
        }
        if secretEnvironment.contains(name) { return .raise(Messages.secretEnvironment(name)) }
        guard allowsAll || allowedEnvironment.contains(name) else {
            return .raise(Messages.environmentNotAllowed(name))
        }
        return .value(environment[name].map(LuaValue.text) ?? .nil)
    }
}
