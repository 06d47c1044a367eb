/// Takes the caller's secrets out of texts that come from elsewhere: a gateway that rejects a signature likes to
/// quote what it was given.
struct Redactor: Sendable {
    private let secrets: [Secret]

    /// Texts of fewer than 4 characters are left alone: they protect nothing, and would riddle every message.
    init(_ secrets: [String]) {
        // A secret that contains another one has to go first.
        self.secrets = secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }.map { Secret($0) }
    }

    func adding(_ secret: String) -> Redactor {
        Redactor(secrets.map(\.value) + [secret])
    }

    func clean(_ text: String) -> String {
        secrets.reduce(text) { $0.contains($1.value) ? $0.replacing($1.value, with: "***") : $0 }
    }
}
