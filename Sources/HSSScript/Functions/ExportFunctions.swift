import HSSClient
import HSSSchema
import Logging
import LuaHost

/// `hss.export`, `hss.validate` and `hss.filter`.
struct ExportFunctions: Sendable {
    let service: any TaskService
    let record: RunRecord
    let clock: any HSSClock
    let logger: Logger
    let isStrict: Bool
    /// Shows a request that is planned instead of sent; nil where requests are sent.
    let showPlanned: (@Sendable (PlannedExport) -> Void)?
    /// Counts the rows that a planned export would hold; nil where they are not shown.
    let countRows: (@Sendable (ExportRequest) async throws(HSSError) -> Int)?

    var all: [HostFunction] {
        [
            .pausing("export", name: "hss.export") { _, arguments in await export(arguments) },
            .immediate("validate", name: "hss.validate") { validate($0) },
            .immediate("filter", name: "hss.filter") { filter($0) },
            .immediate("task_request") { arguments in
                guard case .record(let handle)? = arguments.first, let task = record.task(call: Int(handle.id)) else {
                    return .nothing
                }
                return .value(LuaValue(filter: task.request))
            },
            .immediate("request_fields") { _ in .value(LuaValue(strings: ExportSchema.requestFields.map(\.name))) },
            .immediate("enums") { _ in .value(Self.enums) },
        ]
    }

    private func export(_ arguments: [LuaValue]) async -> LuaReply {
        let options: ExportOptions
        do {
            options = try ExportOptions(arguments.count > 1 ? arguments[1] : .nil)
        } catch {
            return .raise(error)
        }
        let call = record.nextCall()
        let validator = ExportValidator(unchecked: options.unchecked, must: options.must, isStrict: isStrict)
        let validation = validator.validate(RequestInput(lua: arguments.first ?? .nil))
        for warning in validation.warnings {
            record.warn("hss.export: \(warning.line)")
            logger.warning("\(warning.line)")
        }
        guard let request = validation.request else {
            return fail(.invalid(validation.violations), request: Self.json(arguments.first))
        }
        do {
            let created = try await service.create(
                request,
                ExportCall(number: call, options: options.call, key: options.key)
            )
            let task = ExportedTask(request, created, atMilliseconds: clock.wallMilliseconds)
            record.add(task, call: call)
            if task.state == .planned, let showPlanned { showPlanned(await planned(task)) }
            return .value(LuaValue(task, call: call))
        } catch {
            return fail(error, request: request.json)
        }
    }

    private func planned(_ task: ExportedTask) async -> PlannedExport {
        guard let countRows else { return PlannedExport(task: task) }
        do {
            return PlannedExport(task: task, rows: try await countRows(task.request))
        } catch {
            // A plan needs no account; without one there is nobody to ask.
            return PlannedExport(task: task, whyRowsAreUnknown: error.kind == .config ? nil : error.message)
        }
    }

    private func fail(_ error: HSSError, request: JSONObject?) -> LuaReply {
        let raised = LuaError(error, in: "hss.export")
        record.add(FailedExport(error, request: request))
        return .raise(raised)
    }

    /// An invalid request as far as it can be shown; large ones would only fill the results.
    private static func json(_ argument: LuaValue?) -> JSONObject? {
        guard let json = try? JSONValue(lua: argument ?? .nil).objectValue, json.encoded().count < 10_000 else {
            return nil
        }
        return json
    }

    private func validate(_ arguments: [LuaValue]) -> LuaReply {
        let validation = ExportValidator(isStrict: isStrict).validate(RequestInput(lua: arguments.first ?? .nil))
        guard !validation.violations.isEmpty else { return .value(.boolean(true)) }
        return .values([.nil, LuaValue(validation.violations)])
    }

    /// `hss.filter(fields)`, `filter{more}`: the later value of a field wins.
    private func filter(_ arguments: [LuaValue]) -> LuaReply {
        var fields = LuaTable()
        for argument in arguments.prefix(2) {
            let given: LuaTable
            switch argument {
            case .table(let table): given = table
            case .record(let record) where record.className == "Filter": given = record.fields ?? LuaTable()
            default:
                return .raise(.argument("hss.filter: expected a table of request fields, not \(argument.typeName)"))
            }
            let problems = ExportValidator.misuse(of: given)
            if !problems.isEmpty { return .raise(LuaError(.invalid(problems), in: "hss.filter")) }
            let names = Set(given.entries.map(\.key))
            fields.entries.removeAll { names.contains($0.key) }
            fields.entries += given.entries.map { .init(key: $0.key, value: $0.value.sealed) }
        }
        return .value(.record(LuaRecord(className: "Filter", fields: fields)))
    }

    private static let enums: LuaValue = {
        var table = LuaTable()
        for field in ExportSchema.fields where !field.enumValues.isEmpty {
            table.append(field.name, LuaValue(strings: field.enumValues.map(\.value)))
        }
        return .table(table)
    }()
}
