/// A request for an export task: the body fields by their Swift names, and the enterprise project.
///
/// ```swift
/// var request = ExportRequest()
/// request.exportSize = 100
/// request.securityReportType = .malwares
/// request.operateAll = true
/// ```
/// Setting a field checks its type only; `validation(by:)` checks the rest.
@dynamicMemberLookup
public struct ExportRequest: Sendable, Hashable {
    /// The query parameter `enterprise_project_id`; nil is not sent.
    public var enterpriseProjectID: String?

    /// In the documented order, each with its position there: most requests have four or five of the 26.
    private var values: [Placed] = []
    private var undocumented = JSONObject()

    private struct Placed: Sendable, Hashable {
        let position: Int
        var value: JSONValue
    }

    /// A request without any field.
    public init() {}

    /// The request that a JSON object with the service's field names stands for, `enterprise_project_id` included.
    ///
    /// - Throws: `InvalidRequest` with all that is wrong with it.
    public init(json: JSONObject) throws(InvalidRequest) {
        let validation = ExportValidator().validate(RequestInput(json: .object(json)))
        guard let request = validation.request else {
            throw InvalidRequest(violations: validation.violations)
        }
        self = request
    }

    /// A field by its Swift name; nil is a field that is not sent. Time fields are milliseconds since 1970 UTC,
    /// `imageSize` is bytes.
    public subscript<Value: FieldValue>(dynamicMember path: KeyPath<ExportFields, Field<Value>>) -> Value? {
        get { value(ExportFields.declared[keyPath: path].name).flatMap(Value.init(json:)) }
        set { set(ExportFields.declared[keyPath: path].name, to: newValue?.json) }
    }

    /// A field by the service's name, as it stands in the body; nil if absent. `enterprise_project_id` is found too.
    public subscript(field name: String) -> JSONValue? {
        name == ExportSchema.enterpriseProjectID.name ? enterpriseProjectID?.json : value(name) ?? undocumented[name]
    }

    /// The request body: the fields that are set, in the documented order; `false` is sent, an absent field is not.
    /// Fields that this version does not know follow.
    public var body: JSONObject {
        var body = JSONObject()
        for placed in values {
            body[ExportSchema.fields[placed.position].name] = placed.value
        }
        for (name, value) in undocumented {
            body[name] = value
        }
        return body
    }

    /// The body with `enterprise_project_id` behind it where there is one; `init(json:)` reads it back.
    public var json: JSONObject {
        var json = body
        json[ExportSchema.enterpriseProjectID.name] = enterpriseProjectID?.json
        return json
    }

    /// The body as it goes over the wire: UTF-8 JSON without blanks. Equal requests give equal bytes.
    public func bodyBytes() -> [UInt8] {
        body.encoded()
    }

    /// What a validator finds in this request.
    public func validation(by validator: ExportValidator = ExportValidator()) -> Validation {
        validator.validate(RequestInput(json: .object(json)))
    }

    mutating func set(_ field: FieldDeclaration, to value: JSONValue) {
        if field == ExportSchema.enterpriseProjectID {
            enterpriseProjectID = value.stringValue
        } else {
            set(field.name, to: value)
        }
    }

    private func value(_ name: String) -> JSONValue? {
        guard let position = ExportSchema.position(of: name) else { return nil }
        return values.first { $0.position == position }?.value
    }

    private mutating func set(_ name: String, to value: JSONValue?) {
        guard let position = ExportSchema.position(of: name) else { return }
        let index = values.firstIndex { $0.position >= position } ?? values.endIndex
        let isThere = index < values.endIndex && values[index].position == position
        switch (value, isThere) {
        case (let value?, true): values[index].value = value
        case (let value?, false): values.insert(Placed(position: position, value: value), at: index)
        case (nil, true): values.remove(at: index)
        case (nil, false): break
        }
    }

    mutating func setUndocumented(_ name: String, to value: JSONValue) {
        undocumented[name] = value
    }
}
