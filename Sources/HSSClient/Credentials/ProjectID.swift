/// Finding and checking the project id.
public enum ProjectID {
    static let variables = ["HUAWEICLOUD_SDK_PROJECT_ID", "HSS_PROJECT_ID", "CLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID"]

    /// The option, else the first variable that is not empty; nil if there is none.
    public static func from(option: String?, environment: [String: String]) -> String? {
        if let option { return option }
        for name in variables {
            if let value = environment.nonEmpty(name) { return value }
        }
        return nil
    }

    /// - Throws: `config` unless the id has 1 to 256 characters, all of which may stand in a header.
    static func check(_ id: String) throws(HSSError) -> String {
        guard (1...256).contains(id.unicodeScalars.count) else {
            throw .badProjectID(because: "it has \(id.unicodeScalars.count) characters instead of 1 to 256")
        }
        guard id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .badProjectID(because: "it holds a space, a line end or a character beyond ASCII")
        }
        return id
    }
}
