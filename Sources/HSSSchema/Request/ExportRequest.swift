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

    private var values: [String: JSONValue] = [:]
    private var undocumented = JSONObject()

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
        get { values[ExportFields.declared[keyPath: path].name].flatMap(Value.init(json:)) }
        set { values[ExportFields.declared[keyPath: path].name] = newValue?.json }
    }

    /// A field by the service's name, as it stands in the body; nil if absent. `enterprise_project_id` is found too.
    public subscript(field name: String) -> JSONValue? {
        name == ExportSchema.enterpriseProjectID.name ? enterpriseProjectID?.json : values[name] ?? undocumented[name]
    }

    /// The request body: the fields that are set, in the documented order; `false` is sent, an absent field is not.
    /// Fields that this version does not know follow.
    public var body: JSONObject {
        var body = JSONObject()
        for field in ExportSchema.fields {
            body[field.name] = values[field.name]
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
            values[field.name] = value
        }
    }

    mutating func setUndocumented(_ name: String, to value: JSONValue) {
        undocumented[name] = value
    }
}
