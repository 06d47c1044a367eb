extension [String: String] {
    /// The variable's value unless it is absent or empty: pipelines set what they do not have to nothing.
    func nonEmpty(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }
}
