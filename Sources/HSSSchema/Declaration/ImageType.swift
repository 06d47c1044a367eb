/// A family of images (hss-api.md section 1.1).
public struct ImageType: DocumentedValue {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// SWR private.
    public static let privateImage = Self(rawValue: "private_image")
    /// SWR shared.
    public static let sharedImage = Self(rawValue: "shared_image")
    /// Local, on a host.
    public static let localImage = Self(rawValue: "local_image")
    /// SWR Enterprise.
    public static let instanceImage = Self(rawValue: "instance_image")
    /// Harbor.
    public static let harbor = Self(rawValue: "harbor")
    /// JFrog.
    public static let jfrog = Self(rawValue: "jfrog")
    /// CI/CD pipeline.
    public static let cicd = Self(rawValue: "cicd")

    public static let documented = values([
        .privateImage: "SWR private",
        .sharedImage: "SWR shared",
        .localImage: "local, on a host",
        .instanceImage: "SWR Enterprise",
        .harbor: "Harbor",
        .jfrog: "JFrog",
        .cicd: "CI/CD pipeline",
    ])
}
