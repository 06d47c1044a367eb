/// The rules between fields that are errors (hss-api.md section 1.2: R1, R6, R11).
extension RequestDraft {
    /// The conflicts in the order of their fields.
    func conflicts() -> [Violation] {
        [
            imagesConflict(),
            order(\.startLatestUpdateTime, \.endLatestUpdateTime),
            order(\.startLatestScanTime, \.endLatestScanTime),
        ].compactMap { $0 }
    }

    /// The image type that the Images of the list ask for, where the request gives none.
    var impliedImageType: ImageType? {
        guard request.imageType == nil, images.count == 1 else { return nil }
        return images.first?.family.imageType
    }

    private func imagesConflict() -> Violation? {
        guard !isBroken(\.imageIDList) else { return nil }
        if sound(\.operateAll) == false, request.imageIDList == nil {
            return .idsNeeded()
        }
        if images.count > 1 {
            return .mixedFamilies(images)
        }
        guard let image = images.first, let imageType = sound(\.imageType), let family = ImageFamily(imageType),
            family != image.family
        else { return nil }
        return .otherFamily(image, imageType: imageType)
    }

    private func order(
        _ start: KeyPath<ExportFields, Field<Int64>>,
        _ end: KeyPath<ExportFields, Field<Int64>>
    ) -> Violation? {
        guard let startTime = sound(start), let endTime = sound(end), startTime > endTime else { return nil }
        let fields = ExportFields.declared
        return .startAfterEnd(fields[keyPath: start].name, startTime, fields[keyPath: end].name, endTime)
    }
}
