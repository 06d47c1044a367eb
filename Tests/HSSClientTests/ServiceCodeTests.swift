import Testing

@testable import HSSClient

@Suite("Service codes")
struct ServiceCodeTests {
    @Test("what is said of a code is what becomes of a call", arguments: ServiceCode.all)
    func consequences(_ code: ServiceCode) throws {
        let body = Array(#"{"error_code":"\#(code.code)","error_msg":"m"}"#.utf8)
        for consequence in code.consequences {
            let answer = HTTPAnswer(status: consequence.httpStatus, body: body)
            let (read, readAgain) = try failure(answer, .read)
            let (creation, creationAgain) = try failure(answer, .creation)
            #expect(consequence.read == read.kind)
            #expect(consequence.creation == creation.kind)
            let again: (read: Repetition, creation: Repetition) =
                switch consequence.repeated {
                case .none: (.no, .no)
                case .withNewToken: (.withNewCredentials, .withNewCredentials)
                case .reads: (.harmless, .onRequest)
                case .all: (.harmless, .harmless)
                }
            #expect(readAgain == again.read)
            #expect(creationAgain == again.creation)
        }
    }

    private func failure(
        _ answer: HTTPAnswer,
        _ operation: CallPurpose.Operation
    ) throws -> (HSSError, Repetition) {
        let purpose = CallPurpose(
            operation: operation,
            api: operation == .creation ? .createExportTask : .exportTask,
            activity: "testing",
            answer: .strings([]),
            host: "hss.example.com"
        )
        let outcome = CallOutcome.of(answer, to: purpose, redactor: Redactor([]), nowMilliseconds: 0)
        guard case .failure(let error, let repetition) = outcome else { throw Succeeded() }
        return (error, repetition)
    }

    private struct Succeeded: Error {}
}
