/// The rules that the service does not state clearly enough to be errors (hss-api.md section 1.2: R2, R3, R7 to R9).
extension RequestDraft {
    /// One warning a rule, then one a value with an odd length.
    func warnings() -> [RequestWarning] {
        let rules = [
            idsBesideAll(), filtersBesideIDs(), cicdName(), instanceName(), namespaceOfLocalImages(), buildCommands(),
            duplicates(in: \.imageIDList), duplicates(in: \.buildCommandRuleIDList),
        ]
        return rules.compactMap { $0 } + ExportSchema.fields.flatMap(oddLengths)
    }

    private func warning(_ field: String, _ message: String) -> RequestWarning {
        RequestWarning(field: field, message: message, code: .conflict)
    }

    private func idsBesideAll() -> RequestWarning? {
        guard sound(\.operateAll) == true, sound(\.imageIDList) != nil else { return nil }
        return warning(
            ExportFields.declared.imageIDList.name,
            "given although operate_all is true; whether HSS then heeds the list is not documented"
        )
    }

    private func filtersBesideIDs() -> RequestWarning? {
        guard sound(\.operateAll) == false else { return nil }
        let given = ExportSchema.fields.filter {
            $0.role == .filter && request[field: $0.name] != nil && !broken.contains($0.name)
        }
        guard let first = given.first else { return nil }
        let names = given.map(\.name).joined(separator: ", ")
        let noun = given.count == 1 ? "a filter" : "filters (\(names))"
        return warning(first.name, "\(noun) although operate_all is false; whether HSS then heeds it is not documented")
    }

    private func cicdName() -> RequestWarning? {
        guard sound(\.cicdName) != nil, !isBroken(\.imageType), request.imageType != .cicd else { return nil }
        return warning(
            ExportFields.declared.cicdName.name,
            "belongs to CI/CD images, but image_type is \(imageTypeInWords), not \"\(ImageType.cicd)\""
        )
    }

    private func instanceName() -> RequestWarning? {
        guard sound(\.instanceName) != nil, let type = sound(\.imageType), type != .instanceImage else { return nil }
        return warning(
            ExportFields.declared.instanceName.name,
            "belongs to SWR Enterprise images, but image_type is \"\(type)\", not \"\(ImageType.instanceImage)\""
        )
    }

    private func namespaceOfLocalImages() -> RequestWarning? {
        guard sound(\.namespace) != nil, sound(\.imageType) == .localImage else { return nil }
        return warning(ExportFields.declared.namespace.name, "local images have no organisation")
    }

    private func buildCommands() -> RequestWarning? {
        let names = [
            (ExportFields.declared.buildCommandRiskLevel.name, sound(\.buildCommandRiskLevel) != nil),
            (ExportFields.declared.buildCommandRiskName.name, sound(\.buildCommandRiskName) != nil),
            (ExportFields.declared.buildCommandRuleIDList.name, sound(\.buildCommandRuleIDList) != nil),
        ].filter(\.1).map(\.0)
        guard let first = names.first, let type = sound(\.securityReportType), type != .buildCommandRisks else {
            return nil
        }
        let subject = names.count == 1 ? "narrows" : "\(names.joined(separator: ", ")) narrow"
        return warning(
            first,
            "\(subject) the report \"\(SecurityReportType.buildCommandRisks)\" only, but security_report_type is \"\(type)\""
        )
    }

    private var imageTypeInWords: String {
        request.imageType.map { "\"\($0)\"" } ?? "absent"
    }

    private func duplicates(in list: KeyPath<ExportFields, Field<[String]>>) -> RequestWarning? {
        var seen: Set<String> = []
        let repeated = (sound(list) ?? []).filter { !seen.insert($0).inserted }
        guard !repeated.isEmpty else { return nil }
        var named: Set<String> = []
        let firsts = repeated.filter { named.insert($0).inserted }
        let shown = firsts.prefix(3).map(Printed.string).joined(separator: ", ") + (firsts.count > 3 ? "…" : "")
        let noun = repeated.count == 1 ? "1 duplicate" : "\(repeated.count) duplicates"
        return warning(ExportFields.declared[keyPath: list].name, "\(noun): \(shown)")
    }

    private func oddLengths(_ field: FieldDeclaration) -> [RequestWarning] {
        guard let advice = field.advice, !broken.contains(field.name), let value = request[field: field.name] else {
            return []
        }
        switch advice.subject {
        case .length:
            return [oddLength(field.name, value, advice)].compactMap { $0 }
        case .itemLength:
            return (value.arrayValue ?? []).enumerated().compactMap {
                oddLength("\(field.name)[\($0.offset + 1)]", $0.element, advice)
            }
        case .value:
            return []
        }
    }

    private func oddLength(_ name: String, _ value: JSONValue, _ advice: FieldAdvice) -> RequestWarning? {
        let length = value.stringValue?.unicodeScalars.count ?? 0
        guard !advice.range.contains(Int64(length)) else { return nil }
        let bounds = "\(advice.range.lowerBound) to \(advice.range.upperBound)"
        return RequestWarning(
            field: name,
            message: "\(length) characters; \(advice.source) take \(bounds)",
            code: .length
        )
    }
}
