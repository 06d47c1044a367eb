import NIOSSL

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A self-signed certificate for `localhost`, valid from 2020 to 2120. Its key protects nothing but these tests.
enum LoopbackIdentity {
    static func serverContext() throws -> NIOSSLContext {
        let certificates = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
        let privateKey = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) },
                privateKey: .privateKey(privateKey)
            )
        )
    }

    /// Runs `body` with the path of a file that holds the certificate.
    static func withCAFile<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let file = FileManager.default.temporaryDirectory.appending(path: "hss-\(UUID().uuidString).pem")
        try Data(certificate.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file.path)
    }

    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBYjCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
        c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABF40Wf9AwanofOAj
        /amtDvvv4jXBTtFhcayAgjdjeluX6XyReTJB4UdcHGIdHC+V+48ioT2JAdiihvnS
        vCdivGWjSDBGMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/
        MB0GA1UdDgQWBBRTPNF+JlpyySeQsq6dpUP14J6uRDAKBggqhkjOPQQDAgNJADBG
        AiEAtXIA8E2ctzVmJRnunUH9lAyQWkPCywOeTNLVjLs57lsCIQC7S4YgxqZKLNRg
        xuauqxvKA806t+usWg5FCVyb+Piiug==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg00ECWqAW7dBJTxya
        0Q8JOhveZH7qW3niEan8mSy4ycyhRANCAAReNFn/QMGp6HzgI/2prQ777+I1wU7R
        YXGsgII3Y3pbl+l8kXkyQeFHXBxiHRwvlfuPIqE9iQHYoob50rwnYrxl
        -----END PRIVATE KEY-----
        """
}
