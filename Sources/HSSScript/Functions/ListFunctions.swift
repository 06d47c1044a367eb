import HSSClient
import HSSSchema
import Logging
import LuaHost

/// `hss.images`, `hss.namespaces`, `hss.build_command_risks` and `hss.count`: what HSS says without being changed.
struct ListFunctions: Sendable {
    let client: HSSClient
    let logger: Logger
    let record: RunRecord
    let isStrict: Bool
    private let readers = HandleTable<OpenList>()

    init(client: HSSClient, logger: Logger, record: RunRecord, isStrict: Bool) {
        self.client = client
        self.logger = logger
        self.record = record
        self.isStrict = isStrict
    }

    /// A list that a script walks through.
    private struct OpenList: Sendable {
        let reader: ListReader
        let schema: ListSchema
        /// What the script called.
        let function: String
    }

    var all: [HostFunction] {
        [
            .immediate("images_open", name: "hss.images") { arguments in
                open(.images(RequestInput(lua: arguments.first ?? .nil)), arguments, "hss.images")
            },
            .immediate("risks_open", name: "hss.build_command_risks") { arguments in
                open(ListValidator(.buildCommandRisks), arguments, "hss.build_command_risks")
            },
            // Named by what the script called, which the handle knows.
            .pausing("list_next", name: "the list") { _, arguments in await next(arguments) },
            .immediate("list_close") { arguments in
                readers.remove(arguments.first)?.reader.close()
                return .nothing
            },
            .pausing("namespaces", name: "hss.namespaces") { _, arguments in await namespaces(arguments) },
            .pausing("count", name: "hss.count") { _, arguments in await count(arguments) },
            .immediate("row_classes") { _ in .value(Self.classes) },
        ]
    }

    private func open(_ validator: ListValidator, _ arguments: [LuaValue], _ function: String) -> LuaReply {
        do {
            let query = try query(validator, arguments)
            let list = OpenList(reader: client.list(query), schema: query.schema, function: function)
            return .value(.integer(readers.add(list)))
        } catch {
            return .raise(LuaError(.invalid(error.violations, what: "filters"), in: function))
        }
    }

    private func query(_ validator: ListValidator, _ arguments: [LuaValue]) throws(InvalidRequest) -> ListQuery {
        guard let filters = arguments.first, filters != .nil else { return try validator.query(nil) }
        return try validator.query(RequestInput(lua: filters))
    }

    /// The next rows, or nil behind the last one.
    private func next(_ arguments: [LuaValue]) async -> LuaReply {
        guard let list = readers[arguments.first] else { return .value(.nil) }
        do {
            while let part = try await list.reader.next() {
                for note in part.notes { tell(note, list.function) }
                if part.rows.isEmpty { continue }
                return .value(.table(LuaTable(sequence: part.rows.map { LuaValue(row: $0, of: list.schema) })))
            }
            _ = readers.remove(arguments.first)
            return .value(.nil)
        } catch {
            return .raise(LuaError(error, in: list.function))
        }
    }

    private func tell(_ note: ListNote, _ function: String) {
        record.warn("\(function): \(note.message)")
        logger.warning("\(function): \(note.message)")
    }

    private func namespaces(_ arguments: [LuaValue]) async -> LuaReply {
        do throws(InvalidRequest) {
            let query = try query(ListValidator(.registryImages), arguments)
            do throws(HSSError) {
                let names = try await client.namespaces(of: query) { tell($0, "hss.namespaces") }
                return .value(LuaValue(strings: names))
            } catch {
                return .raise(LuaError(error, in: "hss.namespaces"))
            }
        } catch {
            return .raise(LuaError(.invalid(error.violations, what: "filters"), in: "hss.namespaces"))
        }
    }

    /// The size is what is being asked for, so it may be absent.
    private func count(_ arguments: [LuaValue]) async -> LuaReply {
        let validator = ExportValidator(optional: ["export_size"], isStrict: isStrict)
        let validation = validator.validate(RequestInput(lua: arguments.first ?? .nil))
        for warning in validation.warnings {
            record.warn("hss.count: \(warning.line)")
            logger.warning("hss.count: \(warning.line)")
        }
        guard let request = validation.request else {
            return .raise(LuaError(.invalid(validation.violations), in: "hss.count"))
        }
        do {
            return .value(.integer(Int64(try await client.rowCount(of: request))))
        } catch {
            return .raise(LuaError(error, in: "hss.count"))
        }
    }

    /// The classes of rows with the fields that they may have.
    private static let classes: LuaValue = {
        var classes = LuaTable()
        for schema in ListSchema.all {
            let added = schema.family == nil ? [] : ImageRow.addedFields
            classes.append(schema.rowClass, LuaValue(strings: schema.rowFields + added))
        }
        classes.append(ImageRow.partClass, LuaValue(strings: ListSchema.registryImages.rowFields))
        return .table(classes)
    }()
}
