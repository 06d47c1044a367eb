/// What can be wrong with the filters of a list as a whole.
extension Violation {
    static func noFilters(_ input: RequestInput?) -> Self {
        let got = input.map(Printed.value) ?? "nothing"
        return Self("", .type, "filters are a table, not \(got)", expected: "a table of filters", got: got)
    }

    static func unknownFilter(_ name: String, of schema: ListSchema, suggestion: String?) -> Self {
        Self(name, .unknown, "the list of \(schema.title) has no such filter", suggestion: suggestion)
    }

    static func emptyWindow(_ start: String, _ time: Int64, _ end: String, of schema: ListSchema) -> Self {
        Self(
            start,
            .conflict,
            "\(time) is also \(end); the list of \(schema.title) ignores a window without length",
            expected: "a time before \(end)",
            got: "\(time)"
        )
    }

    /// One side alone, beyond which nothing can be.
    static func voidWindow(_ name: String, _ time: Int64, of schema: ListSchema, expected: String) -> Self {
        Self(
            name,
            .conflict,
            "\(time) leaves a window without length, which the list of \(schema.title) ignores",
            expected: expected,
            got: "\(time)"
        )
    }

    static func versionWithoutName() -> Self {
        Self(
            "image_version",
            .conflict,
            "given without image_name; the list of \(ListSchema.localImages.title) ignores it then, and lists every image",
            expected: "image_name beside it"
        )
    }
}
