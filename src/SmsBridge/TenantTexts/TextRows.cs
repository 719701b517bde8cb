using SmsBridge.TenantTexts.ClientLanguages;
using SmsBridge.TenantTexts.DataTables;

namespace SmsBridge.TenantTexts;

/// <summary>What a tenant has said of an event as a whole.</summary>
internal sealed record EventSettingRow
{
    public long TenantId { get; init; }

    public string Event { get; init; } = "";

    public long Enabled { get; init; }

    /// <summary>A decimal number in digits, because stores keep no exact ones alike.</summary>
    public string? AmountFrom { get; init; }

    public string? AmountTo { get; init; }

    public string? GroupRole { get; init; }

    /// <summary>See <see cref="Texts.Catalogue.GroupRecipients"/>.</summary>
    public string? GroupTo { get; init; }

    /// <summary>See <see cref="Texts.Catalogue.CopyRecipients"/>.</summary>
    public string? CopyTo { get; init; }

    /// <inheritdoc cref="CoreNameRules"/>
    public string? Products { get; init; }

    public string? Offices { get; init; }

    public string? ClientTypes { get; init; }

    public long? AtMost { get; init; }

    /// <summary>Of an event that is the tenant's own; null: the catalogue says it.</summary>
    public string? Class { get; init; }

    /// <summary>The code of such an event.</summary>
    public long? TypeId { get; init; }

    public string? Entity { get; init; }

    public string? Action { get; init; }
}

/// <summary>A tenant's words for an event in a language: what is in force, and what is being written.</summary>
internal sealed record EventTextRow
{
    public long TenantId { get; init; }

    public string Event { get; init; } = "";

    public string Language { get; init; } = "";

    public string? Draft { get; init; }

    public long? DraftAt { get; init; }

    public string? DraftBy { get; init; }

    /// <summary>The version in force; null: none, so that the installation's or the product's words are.</summary>
    public long? Published { get; init; }

    public string? PublishedText { get; init; }

    /// <inheritdoc cref="RegisteredColumn"/>
    public string? DraftRegistered { get; init; }

    /// <inheritdoc cref="RegisteredColumn"/>
    public string? PublishedRegistered { get; init; }
}

/// <summary>One text as it was published.</summary>
internal sealed record TextVersionRow
{
    public long Version { get; init; }

    public string Text { get; init; } = "";

    /// <inheritdoc cref="RegisteredColumn"/>
    public string? Registered { get; init; }

    public string? Note { get; init; }

    public long At { get; init; }

    public string Author { get; init; } = "";
}

/// <summary>A tenant's language.</summary>
internal sealed record TextLanguageRow
{
    public long TenantId { get; init; }

    public string Language { get; init; } = "";
}

/// <summary>When a tenant's clients are not written to, for a class of events.</summary>
internal sealed record QuietHoursRow
{
    public long TenantId { get; init; }

    public string Class { get; init; } = "";

    public string Begins { get; init; } = "";

    public string Ends { get; init; } = "";

    public string TimeZone { get; init; } = "";
}

/// <summary>Everything in force, of all tenants, at one moment.</summary>
internal sealed record TextRows(
    long Version, IReadOnlyList<EventSettingRow> Settings, IReadOnlyList<EventTextRow> Texts, IReadOnlyList<TextLanguageRow> Languages, IReadOnlyList<QuietHoursRow> QuietHours)
{
    public required IReadOnlyList<DataTableRow> Tables { get; init; }

    public required IReadOnlyList<LanguageChoiceRow> Choices { get; init; }
}
