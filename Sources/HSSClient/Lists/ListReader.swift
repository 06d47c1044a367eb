import HSSSchema
import Synchronization

/// Reads a list page by page, one page ahead: while rows are worked on, the next ones are on their way.
///
/// For one reader at a time. Nothing is asked for before the first ``next()``.
public final class ListReader: Sendable {
    private struct State {
        var course: ListCourse
        var ahead: Task<Result<ListPage, HSSError>, Never>?
        var isClosed = false
    }

    private let client: HSSClient
    private let query: ListQuery
    private let state: Mutex<State>

    init(_ client: HSSClient, _ query: ListQuery) {
        self.client = client
        self.query = query
        state = Mutex(State(course: ListCourse(query.schema)))
    }

    /// The rows of the next page that were not there before; nil at the end of the list.
    ///
    /// - Throws: the kinds of contract.md section 4 that a read can end in. After an error the same page is asked for
    ///   again.
    public func next() async throws(HSSError) -> ListPart? {
        guard let page = state.withLock({ fetch(&$0) }) else { return nil }
        let result = await withTaskCancellationHandler {
            await page.value
        } onCancel: {
            page.cancel()
        }
        return try state.withLock { state throws(HSSError) in
            state.ahead = nil
            let part = state.course.take(try result.get())
            // Before the rows are given out, so that it is under way when they are worked on.
            if !state.isClosed { state.ahead = fetch(&state) }
            return part
        }
    }

    /// Calls off what is on its way; for a reader who leaves before the end.
    public func close() {
        let ahead = state.withLock { state in
            state.isClosed = true
            return state.ahead.take()
        }
        ahead?.cancel()
    }

    deinit {
        state.withLock { $0.ahead }?.cancel()
    }

    private func fetch(_ state: inout State) -> Task<Result<ListPage, HSSError>, Never>? {
        if let ahead = state.ahead { return ahead }
        guard let offset = state.course.nextOffset, !state.isClosed else { return nil }
        let task = Task { [client, query] () async -> Result<ListPage, HSSError> in
            do throws(HSSError) {
                return .success(try await client.page(of: query, offset: offset))
            } catch {
                return .failure(error)
            }
        }
        state.ahead = task
        return task
    }
}
