import HSSSchema
import Testing

@Suite("Validation of a request")
struct RequestValidationTests {
    @Test(
        "A request that is no table, or is a list, gives one type violation without a field",
        arguments: [
            .boolean(true), .integer(1), .float(1.5), .text("x"), Inputs.list("x"),
            .image(id: "1", family: .local), .other(description: "a table whose metatable has __index"),
        ] as [RequestInput]
    )
    func noTable(input: RequestInput) {
        let validation = ExportValidator(must: ["namespace"]).validate(input)
        #expect(validation.summary == [" type"])
        #expect(validation.request == nil)
        #expect(validation.violations.first?.lines.first?.hasPrefix("a request is a table of fields, not ") == true)
    }

    @Test("An empty table is a request with three missing fields")
    func emptyTable() {
        let validation = ExportValidator().validate(.table(sequence: [], others: []))
        #expect(
            validation.summary == ["export_size required", "security_report_type required", "operate_all required"]
        )
    }

    @Test("A list with fields has unknown keys")
    func mixedTable() {
        let input = Inputs.table(["export_size": .integer(1)], sequence: [.text("x"), .text("y")])
        let summary = ExportValidator().validate(input).summary
        #expect(summary == ["security_report_type required", "operate_all required", "[1] unknown", "[2] unknown"])
    }

    @Test("Body fields come in the documented order, then enterprise_project_id, unknown keys by name, conflicts")
    func order() {
        var fields = Dictionary(uniqueKeysWithValues: ExportSchema.fields.map { ($0.name, RequestInput.float(1.5)) })
        fields["enterprise_project_id"] = .integer(1)
        fields["zeta"] = .integer(1)
        fields["alpha"] = .integer(1)
        fields["Beta"] = .integer(1)
        fields["start_latest_scan_time"] = .integer(300_000_000_000)
        fields["end_latest_scan_time"] = .integer(200_000_000_000)
        fields["start_latest_update_time"] = .integer(300_000_000_000)
        fields["end_latest_update_time"] = .integer(200_000_000_000)
        fields["operate_all"] = .boolean(false)
        fields["image_id_list"] = nil
        let wellFormed = [
            "start_latest_scan_time", "end_latest_scan_time", "start_latest_update_time", "end_latest_update_time",
            "operate_all", "image_id_list",
        ]
        let validation = ExportValidator().validate(Inputs.table(fields))
        let body = DeclarationTests.documented.map(\.name).filter { !wellFormed.contains($0) }.map { "\($0) type" }
        let rest = ["enterprise_project_id type", "Beta unknown", "alpha unknown", "zeta unknown"]
        let conflicts = [
            "image_id_list conflict", "start_latest_update_time conflict", "start_latest_scan_time conflict",
        ]
        #expect(validation.summary == body + rest + conflicts)
        #expect(validation.request == nil)
    }

    @Test("An unknown key suggests the nearest field")
    func unknown() throws {
        let validation = ExportValidator().validate(["namspace": .text("x"), "quux": .text("y")])
        #expect(validation.summary == ["namspace unknown", "quux unknown"])
        #expect(validation.violations.map(\.suggestion) == ["namespace", nil])
        #expect(validation.violations[0].lines == ["namspace: not a documented field", "did you mean \"namespace\"?"])
        #expect(validation.violations[1].lines == ["quux: not a documented field"])
    }

    @Test("A field that must be there is required")
    func must() {
        let validator = ExportValidator(must: ["namespace", "image_id_list", "export_size", "enterprise_project_id"])
        let validation = validator.validate(["export_size": nil, "operate_all": .boolean(false)])
        #expect(
            validation.summary == [
                "export_size required", "image_id_list required", "namespace required",
                "enterprise_project_id required",
            ]
        )
        let complete: [String: RequestInput?] = [
            "namespace": .text("a"), "image_id_list": Inputs.list("1"), "enterprise_project_id": .text("0"),
        ]
        #expect(validator.validate(complete).request != nil)
    }

    @Test("A misspelt name in must is refused too, and named")
    func mustUnknown() {
        let violations = ExportValidator(must: ["namspace"]).validate(["namespace": .text("a")]).violations
        #expect(violations.map(\.code) == [.required])
        #expect(violations.first?.suggestion == "namespace")
        #expect(ExportValidator(unchecked: ["new"], must: ["new"]).validate(["new": .integer(1)]).request != nil)
    }

    @Test(
        "unchecked lets an undocumented value through; its type is still checked",
        arguments: [
            (.text("new-report"), nil), (.text("vulnerability"), nil), (.integer(7), .type), (.text(""), .empty),
            (.string([0xFF]), .type), (nil, .required),
        ] as [(RequestInput?, Violation.Code?)]
    )
    func uncheckedValue(input: RequestInput?, code: Violation.Code?) {
        let validator = ExportValidator(unchecked: ["security_report_type"])
        let validation = validator.validate(["security_report_type": input])
        #expect(validation.violations.map(\.code) == (code.map { [$0] } ?? []))
        #expect(validator.validate(["image_type": .text("new")]).summary == ["image_type enum"])
    }

    @Test("unchecked lets a field through that this version does not know, behind the others")
    func uncheckedField() throws {
        let validator = ExportValidator(unchecked: ["zz_new", "a_new"])
        let validation = validator.validate([
            "zz_new": Inputs.table(["deep": Inputs.list([.integer(1), .float(1), .boolean(false)])]),
            "a_new": .table(sequence: [], others: []),
            "risky": .boolean(false),
        ])
        let request = try #require(validation.request)
        #expect(
            request.body.text
                == #"{"export_size":100,"security_report_type":"malwares","operate_all":true,"risky":false,"#
                + #""a_new":[],"zz_new":{"deep":[1,1.0,false]}}"#
        )
    }

    @Test(
        "A value without a JSON form is not let through",
        arguments: [
            .other(description: "a function"), .float(.nan), .string([0xFF]),
            Inputs.list([.other(description: "a thread")]),
            Inputs.table(["a": .integer(1)], sequence: [.integer(1)]), Inputs.table(["a": .float(.infinity)]),
        ] as [RequestInput]
    )
    func uncheckedUnsendable(input: RequestInput) {
        #expect(ExportValidator(unchecked: ["new"]).validate(["new": input]).summary == ["new type"])
    }

    @Test("A required field that a call can do without is not missed")
    func optional() {
        let validator = ExportValidator(optional: ["export_size"])
        #expect(validator.validate(["export_size": nil]).request != nil)
        #expect(validator.validate(["export_size": .integer(0)]).summary == ["export_size range"])
    }

    @Test("A body beyond 12 MB is a length violation of its longest list, in the list's place")
    func bodySize() throws {
        let id = RequestInput.text(String(repeating: "a", count: 9997))
        let fits = Inputs.list(Array(repeating: id, count: 1_100))
        let tooMany = Inputs.list(Array(repeating: id, count: 1_300))
        #expect(ExportValidator().validate(["image_id_list": fits]).violations.isEmpty)
        let validation = ExportValidator().validate([
            "image_id_list": tooMany, "build_command_rule_id_list": Inputs.list("r"), "export_size": .integer(0),
            "namespace": .text(""),
        ])
        #expect(validation.summary == ["export_size range", "image_id_list length", "namespace empty"])
        #expect(try #require(validation.violations.dropFirst().first).message.contains("hss.chunks"))
        let long = ExportValidator().validate(["image_name": .text(String(repeating: "a", count: 12_000_001))])
        #expect(long.summary == ["image_name length"])
    }
}
