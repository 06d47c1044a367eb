extension ExportSchema {
    /// The request as a JSON Schema (draft 2020-12): the body fields and `enterprise_project_id` in one object.
    ///
    /// It refuses what the validator refuses with the codes `unknown`, `required`, `type`, `enum`, `range`, `length`
    /// and `empty`, and the missing `image_id_list` of `operate_all = false`. Not expressible: a start time after its
    /// end time, Images of several families, the size of the body. `x-unit` names the unit of a number.
    public static let jsonSchema: JSONObject = [
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ExportImageSecurityReportTask",
        "description": "A request for a Huawei Cloud HSS image security report export task.",
        "type": "object",
        "properties": .object(JSONObject(requestFields.map { ($0.name, .object($0.jsonSchema)) })),
        "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
        "additionalProperties": false,
        "if": [
            "properties": .object([ExportFields.declared.operateAll.name: ["const": false]]),
            "required": [.string(ExportFields.declared.operateAll.name)],
        ],
        "then": ["required": [.string(ExportFields.declared.imageIDList.name)]],
    ]
}

extension FieldDeclaration {
    /// The schema of this field by itself.
    public var jsonSchema: JSONObject {
        var schema: JSONObject = ["description": .string(documentation)]
        switch type {
        case .integer32, .integer64:
            schema["type"] = "integer"
            schema["format"] = type == .integer32 ? "int32" : "int64"
            addRange(to: &schema)
        case .boolean:
            schema["type"] = "boolean"
        case .string:
            addText(to: &schema)
            schema["maxLength"] = bounds.maximumLength.map { .integer(Int64($0)) }
        case .enumeration(let values):
            schema["type"] = "string"
            schema["enum"] = .array(values.map { .string($0.value) })
            schema["x-enum-descriptions"] = .object(JSONObject(values.map { ($0.value, .string($0.meaning)) }))
        case .stringList:
            var item = JSONObject()
            addText(to: &item)
            schema["type"] = "array"
            schema["items"] = .object(item)
            schema["minItems"] = 1
        }
        schema["x-unit"] = unit.map { .string($0.rawValue) }
        return schema
    }

    private func addText(to schema: inout JSONObject) {
        schema["type"] = "string"
        schema["minLength"] = 1
        schema["pattern"] = #"^[^\u0000]*$"#
    }

    private func addRange(to schema: inout JSONObject) {
        guard let range = integerRange else { return }
        schema["minimum"] = .integer(range.lowerBound)
        schema["maximum"] = .integer(range.upperBound)
        if unit == .milliseconds {
            schema["not"] = ["minimum": 1, "maximum": .integer(FieldBounds.largestSeconds)]
        }
    }
}
