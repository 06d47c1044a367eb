/// The words of the sample data.
enum CatalogNames {
    private static let namespaces = ["shop", "payments", "platform", "data", "identity"]
    private static let images = [
        "api", "web", "worker", "gateway", "scheduler", "checkout", "catalog", "search", "mailer", "reports", "auth",
        "billing", "ingest", "exporter", "cache", "proxy", "admin", "migrate", "notifier", "sync",
    ]
    static let software = [
        ("openssl", "rpm"), ("log4j-core", "jar"), ("nginx", "rpm"), ("express", "npm"), ("requests", "pypi"),
        ("busybox", "apk"), ("curl", "rpm"), ("spring-core", "jar"), ("lodash", "npm"), ("django", "pypi"),
        ("zlib", "apk"), ("glibc", "rpm"), ("bash", "deb"), ("jackson-databind", "jar"), ("libxml2", "deb"),
        ("flask", "pypi"),
    ]

    /// Distinct for any number: words first, then `team-006` and so on.
    static func namespace(_ number: Int) -> String {
        guard number >= self.namespaces.count else { return self.namespaces[number] }
        let digits = String(number + 1)
        return "team-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    /// The number behind ``namespace(_:)``, or nil if the name is none of them.
    static func number(ofNamespace name: String) -> Int? {
        if let word = self.namespaces.firstIndex(of: name) { return word }
        guard name.hasPrefix("team-"), let number = Int(name.dropFirst("team-".count)), number > 0,
            self.namespace(number - 1) == name
        else { return nil }
        return number - 1
    }

    /// Distinct within an organisation for any number.
    ///
    /// - Parameter rotation: where in the list of words to begin.
    static func image(_ number: Int, rotation: Int) -> String {
        let word = self.images[(number + rotation) % self.images.count]
        let round = number / self.images.count
        return round == 0 ? word : "\(word)-\(round + 1)"
    }
}
