/// The version of this package.
public enum HSSVersion {
    /// As in `hss/0.1.0`, the user agent.
    public static let current = "0.1.0"
}
