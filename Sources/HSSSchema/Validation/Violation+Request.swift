/// What the request as a whole, or fields together, can have wrong with them.
extension Violation {
    static func noRequest(_ input: RequestInput) -> Self {
        let got = Printed.value(input)
        return Self("", .type, "a request is a table of fields, not \(got)", expected: "a table of fields", got: got)
    }

    static func unknown(_ name: String, suggestion: String?) -> Self {
        Self(name, .unknown, "not a documented field", suggestion: suggestion)
    }

    static func positional(_ name: String, _ input: RequestInput) -> Self {
        let got = Printed.value(input)
        return Self(name, .unknown, "\(got) has no field name", expected: "name = value", got: got)
    }

    static func bodyTooLarge(_ name: String, bytes: Int, maximum: Int, isList: Bool) -> Self {
        let advice = isList ? "export the list in parts (hss.chunks)" : "shorten it"
        return Self(
            name,
            .length,
            "the request is \(bytes) bytes as JSON, and \(maximum) are the most that can be sent: \(advice)",
            expected: "a request of \(maximum) bytes at most",
            got: "\(bytes) bytes"
        )
    }

    static func idsNeeded() -> Self {
        Self(
            ExportFields.declared.imageIDList.name,
            .conflict,
            "missing, but operate_all is false: name the images, or set operate_all to true for all of them",
            expected: "a list of strings"
        )
    }

    static func startAfterEnd(_ start: String, _ startTime: Int64, _ end: String, _ endTime: Int64) -> Self {
        Self(
            start,
            .conflict,
            "\(startTime) is after \(end) (\(endTime))",
            expected: "\(endTime) or earlier",
            got: "\(startTime)"
        )
    }

    static func mixedFamilies(_ images: [ImagePosition]) -> Self {
        let got = images.map { "[\($0.position)] is \($0.family.phrase)" }.joined(separator: ", ")
        return Self(
            ExportFields.declared.imageIDList.name,
            .conflict,
            "Images of several families (\(got)); one export takes Images of one",
            expected: "Images of one family",
            got: got
        )
    }

    static func otherFamily(_ image: ImagePosition, imageType: ImageType) -> Self {
        let advice =
            image.family.imageType.map { "set image_type to \"\($0.rawValue)\" or leave it out" }
            ?? "leave image_type out, or give the type of that registry"
        return Self(
            ExportFields.declared.imageIDList.name,
            .conflict,
            "[\(image.position)] is \(image.family.phrase), but image_type is \"\(imageType.rawValue)\"; \(advice)",
            expected: "Images that \"\(imageType.rawValue)\" stands for",
            got: image.family.phrase
        )
    }
}

extension ImageFamily {
    /// An Image of this family, in words.
    fileprivate var phrase: String {
        switch self {
        case .registry: "a registry Image"
        case .local: "a local Image"
        case .cicd: "a CI/CD Image"
        }
    }
}
