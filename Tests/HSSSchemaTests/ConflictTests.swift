import HSSSchema
import Testing

@Suite("Conflicts between fields")
struct ConflictTests {
    static let early = RequestInput.integer(1_700_000_000_000)
    static let late = RequestInput.integer(1_700_000_000_001)

    static func images(_ families: ImageFamily...) -> RequestInput {
        Inputs.list(families.enumerated().map { .image(id: "id\($0.offset)", family: $0.element) })
    }

    @Test("operate_all = false needs image_id_list")
    func idsNeeded() {
        let validation = ExportValidator().validate(["operate_all": .boolean(false)])
        #expect(validation.summary == ["image_id_list conflict"])
        #expect(
            ExportValidator().validate(["operate_all": .boolean(false), "image_id_list": Inputs.list("1")]).request
                != nil
        )
    }

    @Test("A start time must not be after its end time", arguments: ["update", "scan"])
    func times(kind: String) {
        func summary(_ start: RequestInput?, _ end: RequestInput?) -> [String] {
            ExportValidator().validate(["start_latest_\(kind)_time": start, "end_latest_\(kind)_time": end]).summary
        }
        #expect(summary(Self.late, Self.early) == ["start_latest_\(kind)_time conflict"])
        #expect(summary(Self.early, Self.early) == [])
        #expect(summary(Self.early, Self.late) == [])
        #expect(summary(Self.late, nil) == [])
        #expect(summary(nil, Self.early) == [])
        #expect(summary(Self.late, .integer(0)) == ["start_latest_\(kind)_time conflict"])
    }

    @Test("The two pairs of times are apart")
    func pairs() {
        let validation = ExportValidator().validate([
            "start_latest_update_time": Self.late, "end_latest_scan_time": Self.early,
        ])
        #expect(validation.request != nil)
    }

    @Test(
        "A field with a violation of its own takes part in no conflict",
        arguments: [
            (
                ["operate_all": .boolean(false), "image_id_list": .table(sequence: [], others: [])],
                ["image_id_list empty"]
            ),
            (["operate_all": .boolean(false), "image_id_list": Inputs.list([.integer(1)])], ["image_id_list[1] type"]),
            (["operate_all": .integer(0)], ["operate_all type"]),
            (["operate_all": nil], ["operate_all required"]),
            (
                ["start_latest_scan_time": late, "end_latest_scan_time": .integer(1_700_000_000)],
                ["end_latest_scan_time range"]
            ),
            (
                ["start_latest_scan_time": .text("x"), "end_latest_scan_time": early],
                ["start_latest_scan_time type"]
            ),
            (
                ["image_id_list": images(.local), "image_type": .text("cicdd")],
                ["image_type enum"]
            ),
            (
                ["image_id_list": Inputs.list([.image(id: "1", family: .local), .image(id: "", family: .cicd)])],
                ["image_id_list[2] empty"]
            ),
        ] as [([String: RequestInput?], [String])]
    )
    func ownViolation(changes: [String: RequestInput?], summary: [String]) {
        #expect(ExportValidator().validate(changes).summary == summary)
    }

    @Test(
        "Images of several families do not go together",
        arguments: [
            images(.registry, .local), images(.cicd, .cicd, .local), images(.local, .registry, .cicd),
        ]
    )
    func mixedFamilies(list: RequestInput) throws {
        for type in [nil, "local_image", "cicd", "harbor"] {
            let validation = ExportValidator().validate([
                "image_id_list": list, "image_type": type.map(RequestInput.text), "operate_all": .boolean(false),
            ])
            #expect(validation.summary == ["image_id_list conflict"])
        }
    }

    @Test("The message about a mix names the first of each family")
    func mixedMessage() {
        let validation = ExportValidator().validate(["image_id_list": Self.images(.registry, .registry, .local)])
        #expect(validation.violations.first?.got == "[1] is a registry Image, [3] is a local Image")
    }

    @Test(
        "Images must be of the family that image_type says",
        arguments: ImageFamily.allCases,
        ImageType.documented.map(\.value)
    )
    func otherFamily(family: ImageFamily, type: String) {
        let expected: ImageFamily =
            switch type {
            case "local_image": .local
            case "cicd": .cicd
            default: .registry
            }
        let validation = ExportValidator().validate([
            "image_id_list": Self.images(family), "image_type": .text(type),
        ])
        #expect(validation.summary == (family == expected ? [] : ["image_id_list conflict"]))
    }

    @Test("An image_type that this version does not know is in nobody's way", arguments: ImageFamily.allCases)
    func unknownFamily(family: ImageFamily) {
        let validation = ExportValidator(unchecked: ["image_type"]).validate([
            "image_id_list": Self.images(family), "image_type": .text("new_kind"),
        ])
        #expect(validation.request?.imageType?.rawValue == "new_kind")
    }

    @Test(
        "The ids of Images are taken, and image_type filled in where it is absent",
        arguments: [
            (ImageFamily.registry, ImageType?.none), (.local, .localImage), (.cicd, .cicd),
        ]
    )
    func filledIn(family: ImageFamily, type: ImageType?) throws {
        for operateAll in [false, true] {
            let validation = ExportValidator().validate([
                "operate_all": .boolean(operateAll),
                "image_id_list": Inputs.list([
                    .image(id: "a", family: family), .text("b"), .image(id: "c", family: family),
                ]),
            ])
            let request = try #require(validation.request)
            #expect(request.imageIDList == ["a", "b", "c"])
            #expect(request.imageType == type)
        }
    }

    @Test("An Image is no rule id and no string", arguments: ["build_command_rule_id_list", "image_id"])
    func imageElsewhere(field: String) {
        let image = RequestInput.image(id: "1", family: .local)
        let isList = field.hasSuffix("list")
        let validation = ExportValidator().validate([field: isList ? Inputs.list([image]) : image])
        #expect(validation.summary == [isList ? "\(field)[1] type" : "\(field) type"])
    }
}
