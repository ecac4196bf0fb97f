// Reads a coach's answer on iOS 15 or later, macOS 12 or later, with no dependency: an incremental parser of server-sent
// events, and one turn over the Function URL that is resumed where the network cuts it.
//
// NOT COMPILED HERE: this repository has no Swift toolchain, and CI does not build this file. It follows the same contract as
// packages/client, which is tested. Read it before you take it over.

import Foundation

/// One server-sent event.
struct ServerSentEvent: Equatable {
    /// `<attempt>.<seq>`; passing lines have none.
    let id: String?
    let data: String
}

/// Takes a response apart byte by byte, so that it may be cut anywhere, also within a character.
/// `URLSession.AsyncBytes.lines` will not do: it leaves out the blank lines that end events.
/// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
struct EventStreamParser {
    private var line: [UInt8] = []
    private var data: [String] = []
    private var id: String?
    private var lastWasCarriageReturn = false
    private var isFirstLine = true

    /// Takes the next byte. Gives an event once the blank line behind it has come; what has none is dropped.
    mutating func feed(_ byte: UInt8) -> ServerSentEvent? {
        let isSecondHalf = lastWasCarriageReturn && byte == 0x0A
        lastWasCarriageReturn = byte == 0x0D
        if isSecondHalf { return nil }
        guard byte == 0x0A || byte == 0x0D else {
            line.append(byte)
            return nil
        }
        defer { line.removeAll(keepingCapacity: true) }
        return endLine()
    }

    private mutating func endLine() -> ServerSentEvent? {
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        if line.isEmpty {
            defer { data = []; id = nil }
            return data.isEmpty ? nil : ServerSentEvent(id: id, data: data.joined(separator: "\n"))
        }
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? String(parts[1]) : ""
        if value.hasPrefix(" ") { value.removeFirst() }
        switch parts[0] {
        case "data": data.append(value)
        case "id" where !value.contains("\0"): id = value
        default: break // A comment, `retry`, or a field that is not known.
        }
        return nil
    }
}

/// What of an event a reader needs; unknown events and fields are skipped.
struct TurnEvent: Decodable {
    let type: String
    let status: String?
    let content: String?
    let fullMessage: String?
    let code: String?
    let message: String?
    let retryable: Bool?
}

/// A refusal of the server, or a turn that has failed.
struct CoachStreamFailure: Error {
    let code: String
    let message: String
    let retryable: Bool
}

/// Streams answers of one conversation.
struct CoachStream {
    /// `outputs.streams.coachConversation` and the path of the conversation, `…/stream`.
    let url: URL
    /// Gives the Cognito ID token; asked before every connection.
    let token: () async throws -> String

    private static let resumes = 3
    private static let longestSilence: TimeInterval = 25

    /// Sends a message and hands on the text so far, whenever it has changed.
    /// - Parameter turnId: the `Idempotency-Key`; keep it, and send the same message under it again after a failure.
    /// - Returns: the whole answer, as it is stored.
    func send(_ userResponse: String, turnId: String = UUID().uuidString.lowercased(),
              onText: (String) -> Void) async throws -> String {
        var text = ""
        var lastEventId: String?
        for attempt in 0...Self.resumes {
            if attempt > 0 {
                // Half of a doubled wait to all of it, so that not all devices come back at once.
                let longest = 0.5 * pow(2, Double(attempt - 1))
                try await Task.sleep(nanoseconds: UInt64(Double.random(in: longest / 2...longest) * 1e9))
            }
            do {
                if let answer = try await read(userResponse, turnId: turnId, text: &text, lastEventId: &lastEventId,
                                               onText: onText) {
                    return answer
                }
            } catch let error as URLError where error.code != .cancelled {
                continue // Cut: gone on with from the last event.
            }
        }
        throw CoachStreamFailure(code: "NO_TERMINAL_EVENT", message: "The answer broke off. Try again.", retryable: true)
    }

    /// Reads one connection. Gives the answer, or `nil` where the stream has ended without an end.
    private func read(_ userResponse: String, turnId: String, text: inout String, lastEventId: inout String?,
                      onText: (String) -> Void) async throws -> String? {
        var request = URLRequest(url: url, timeoutInterval: Self.longestSilence)
        request.httpMethod = "POST"
        request.setValue("Bearer \(try await token())", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(turnId, forHTTPHeaderField: "Idempotency-Key")
        if let lastEventId { request.setValue(lastEventId, forHTTPHeaderField: "Last-Event-ID") }
        request.httpBody = try JSONEncoder().encode(["userResponse": userResponse])

        let (bytes, response) = try await URLSession.shared.bytes(for: request)
        guard let http = response as? HTTPURLResponse, http.statusCode == 200 else {
            throw try await refusal(bytes)
        }
        guard http.mimeType == "text/event-stream" else { throw URLError(.badServerResponse) }
        var parser = EventStreamParser()
        for try await byte in bytes {
            guard let received = parser.feed(byte) else { continue }
            if let id = received.id, !id.hasSuffix(".0") || lastEventId == nil { lastEventId = id }
            guard let event = try? JSONDecoder().decode(TurnEvent.self, from: Data(received.data.utf8)) else { continue }
            switch event.type {
            case "start" where event.status == "restarted":
                text = ""
                lastEventId = received.id
            case "retract": text = ""
            case "chunk": text += event.content ?? ""
            case "complete": return event.fullMessage ?? text
            case "error":
                throw CoachStreamFailure(code: event.code ?? "INTERNAL", message: event.message ?? "",
                                         retryable: event.retryable ?? false)
            default: continue
            }
            onText(text)
        }
        return nil
    }

    private func refusal(_ bytes: URLSession.AsyncBytes) async throws -> Error {
        var body = Data()
        for try await byte in bytes { body.append(byte) }
        struct Refusal: Decodable { let code: String; let message: String; let retryable: Bool }
        guard let refusal = try? JSONDecoder().decode(Refusal.self, from: body) else {
            return URLError(.badServerResponse)
        }
        return CoachStreamFailure(code: refusal.code, message: refusal.message, retryable: refusal.retryable)
    }
}
