import NIOSSL

/// Certificates that are trusted beside the system's own.
public struct TrustRoots: Sendable, Hashable {
    private let file: String?

    /// Only the system's.
    public static let system = TrustRoots(file: nil)

    /// The file of the option, else of `SSL_CERT_FILE` (contract.md section 5); it is read when it is needed.
    public static func from(option: String?, environment: [String: String]) -> TrustRoots {
        TrustRoots(file: option ?? environment.nonEmpty("SSL_CERT_FILE"))
    }

    /// - Throws: `config` if the file cannot be read or holds no certificate.
    func tlsConfiguration() throws(HSSError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        guard let file else { return configuration }
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            throw .unusableCertificateFile(file, because: "it cannot be read as PEM certificates")
        }
        guard !certificates.isEmpty else {
            throw .unusableCertificateFile(file, because: "it holds no certificate")
        }
        configuration.additionalTrustRoots = [.certificates(certificates)]
        return configuration
    }
}
