using System.Globalization;
using Dapper;
using SmsBridge.Store;
using SmsBridge.TenantTexts.ClientLanguages;
using SmsBridge.TenantTexts.DataTables;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts;

/// <summary>
/// The SQL of tenants' texts. Each change is one transaction that also counts up <c>text_directory</c>, by which every node sees it. All of it is by the
/// tenant's number: what is not the tenant's own is not found.
/// </summary>
internal sealed class TextStore(Database database, TimeProvider time)
{
    /// <summary>Languages of one tenant.</summary>
    public const int MostLanguages = 20;

    /// <summary>Versions kept of one text; the audit has every one.</summary>
    public const int MostVersions = 500;

    private const string TextColumns = """
        event_text.tenant_id AS TenantId, event_text.event AS Event, event_text.language AS Language, event_text.draft AS Draft, event_text.draft_at AS DraftAt,
        event_text.draft_by AS DraftBy, event_text.draft_registered AS DraftRegistered, event_text.published AS Published, event_text_version.text AS PublishedText,
        event_text_version.registered AS PublishedRegistered
        """;

    private const string TextTables = """
        event_text LEFT JOIN event_text_version ON event_text_version.tenant_id = event_text.tenant_id AND event_text_version.event = event_text.event
            AND event_text_version.language = event_text.language AND event_text_version.version = event_text.published
        """;

    /// <summary>Of an event that is a tenant's own the name comes by its code, which says where the entity ends.</summary>
    private const string SettingsSql = $"""
        SELECT event_setting.tenant_id AS TenantId, event_setting.event AS Event, event_setting.enabled AS Enabled, event_setting.amount_from AS AmountFrom, event_setting.amount_to AS AmountTo,
            event_setting.group_role AS GroupRole, event_setting.group_to AS GroupTo, event_setting.copy_to AS CopyTo, event_setting.products AS Products,
            event_setting.offices AS Offices, event_setting.client_types AS ClientTypes, event_setting.at_most AS AtMost, event_setting.class AS Class, event_setting.type_id AS TypeId, event_type.entity AS Entity, event_type.action AS Action
        FROM event_setting LEFT JOIN event_type ON event_type.id = event_setting.type_id WHERE event_setting.tenant_id {Living}
        """;

    /// <summary>Of a tenant: event, language and words of all that is in force.</summary>
    public const string PublishedSql = $"SELECT event_text.event, event_text.language, event_text_version.text FROM {TextTables} WHERE event_text.tenant_id = @tenantId AND event_text.published IS NOT NULL";

    public const string Living = "IN (SELECT id FROM tenant WHERE deleted_at IS NULL)";

    /// <summary>Changes with every change, whoever made it.</summary>
    public Task<long> VersionAsync(CancellationToken cancellationToken) => DirectoryVersion.OfTexts.ReadAsync(database, cancellationToken);

    /// <summary>Everything in force at one moment.</summary>
    public async Task<TextRows> LoadAsync(CancellationToken cancellationToken)
    {
        await using var moment = await DirectoryVersion.OfTexts.OpenAsync(database, cancellationToken);
        return new TextRows(
            moment.Version,
            await moment.QueryAsync<EventSettingRow>(SettingsSql),
            await moment.QueryAsync<EventTextRow>($"SELECT {TextColumns} FROM {TextTables} WHERE event_text.published IS NOT NULL AND event_text.tenant_id {Living}"),
            await moment.QueryAsync<TextLanguageRow>($"SELECT tenant_id AS TenantId, language AS Language FROM text_language WHERE tenant_id {Living}"),
            await moment.QueryAsync<QuietHoursRow>(
                $"SELECT tenant_id AS TenantId, class AS Class, begins AS Begins, ends AS Ends, time_zone AS TimeZone FROM quiet_hours WHERE tenant_id {Living}"))
        {
            Tables = await moment.QueryAsync<DataTableRow>(DataTableStore.AllSql), Choices = await moment.QueryAsync<LanguageChoiceRow>(DataTableStore.ChoicesSql),
        };
    }

    /// <summary>All texts of a tenant, drafts too.</summary>
    public async Task<List<EventTextRow>> OfTenantAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return [.. await connection.QueryAsync<EventTextRow>(new CommandDefinition(
            $"SELECT {TextColumns} FROM {TextTables} WHERE event_text.tenant_id = @tenantId ORDER BY event_text.event, event_text.language",
            new { tenantId }, cancellationToken: cancellationToken))];
    }

    /// <summary>Newest first.</summary>
    public async Task<List<TextVersionRow>> VersionsAsync(TextKey key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return [.. await connection.QueryAsync<TextVersionRow>(new CommandDefinition(
            """
            SELECT version AS Version, text AS Text, registered AS Registered, note AS Note, at AS At, author AS Author FROM event_text_version
            WHERE tenant_id = @TenantId AND event = @Event AND language = @Language ORDER BY version DESC
            """, key, cancellationToken: cancellationToken))];
    }

    /// <summary>
    /// <c>changed_at</c> is when the event was switched on or off, 0 when it never was otherwise: a new amount leaves it. <c>event_off</c> has all times in which it was off, for the
    /// gap finder takes what is of then for not told. Who changed amounts is on the audit.
    /// </summary>
    public Task SetEventAsync(long tenantId, EventKind kind, bool enabled, EventRules rules, string by) =>
        WriteAsync(session =>
        {
            var values = new
            {
                tenantId, kind.Name, isOn = enabled ? 1 : 0, amountFrom = EventRules.Digits(rules.AmountFrom), amountTo = EventRules.Digits(rules.AmountTo), groupRole = rules.GroupRole,
                groupTo = GroupRecipients.NameOf(rules), copyTo = rules.CopiesOfficer ? CopyRecipients.LoanOfficer : null,
                products = CoreNameRules.Column(rules.Products), offices = CoreNameRules.Column(rules.Offices), clientTypes = CoreNameRules.Column(rules.ClientTypes), atMost = (long?)rules.AtMost, isOwn = kind.IsOwn ? 1 : 0, by, now = Now, first = enabled == kind.OnByDefault ? 0 : Now,
            };
            var wasOn = session.Scalar<long?>("SELECT CAST(enabled AS BIGINT) FROM event_setting WHERE tenant_id = @tenantId AND event = @Name", values) is { } set ? set == 1 : kind.OnByDefault;
            if (wasOn != enabled)
            {
                NoteSwitch(session, values, enabled);
            }

            return session.Execute(
                """
                INSERT INTO event_setting (tenant_id, event, enabled, amount_from, amount_to, group_role, group_to, copy_to, products, offices, client_types, at_most, changed_at, changed_by)
                VALUES (@tenantId, @Name, @isOn, @amountFrom, @amountTo, @groupRole, @groupTo, @copyTo, @products, @offices, @clientTypes, @atMost, @first, @by)
                ON CONFLICT (tenant_id, event) DO UPDATE SET enabled = @isOn, amount_from = @amountFrom, amount_to = @amountTo, group_role = @groupRole, group_to = @groupTo, copy_to = @copyTo, products = @products,
                    offices = @offices, client_types = @clientTypes, at_most = @atMost, changed_by = @by,
                    class = CASE WHEN @isOwn = 1 THEN event_setting.class END, type_id = CASE WHEN @isOwn = 1 THEN event_setting.type_id END,
                    changed_at = CASE WHEN event_setting.enabled = @isOn THEN event_setting.changed_at ELSE @now END
                """, values);
        });

    public Task SetLanguageAsync(long tenantId, string language) =>
        WriteAsync(session => session.Execute(
            "INSERT INTO text_language (tenant_id, language) VALUES (@tenantId, @language) ON CONFLICT (tenant_id) DO UPDATE SET language = @language", new { tenantId, language }));

    /// <param name="hours">By class; null: none any more. Others stay as they are.</param>
    public Task SetQuietHoursAsync(long tenantId, IReadOnlyDictionary<EventClass, QuietHours?> hours) =>
        WriteAsync(session =>
        {
            foreach (var (kind, quiet) in hours)
            {
                var values = new
                {
                    tenantId, name = EventClasses.NameOf(kind), begins = quiet?.Begins.ToString("HH:mm", CultureInfo.InvariantCulture), ends = quiet?.Ends.ToString("HH:mm", CultureInfo.InvariantCulture), zone = quiet?.Zone.Id,
                };
                session.Execute(quiet is null
                    ? "DELETE FROM quiet_hours WHERE tenant_id = @tenantId AND class = @name"
                    : """
                        INSERT INTO quiet_hours (tenant_id, class, begins, ends, time_zone) VALUES (@tenantId, @name, @begins, @ends, @zone)
                        ON CONFLICT (tenant_id, class) DO UPDATE SET begins = @begins, ends = @ends, time_zone = @zone
                        """, values);
            }

            return true;
        });

    /// <returns>False: the tenant writes in as many languages as it may, and this is another one.</returns>
    public Task<bool> SaveDraftAsync(TextKey key, string text, RegisteredTemplate? registered, string by) =>
        WriteAsync(session => session.Execute(
            """
            INSERT INTO event_text (tenant_id, event, language, draft, draft_registered, draft_at, draft_by) SELECT @TenantId, @Event, @Language, @text, @stored, @now, @by
            WHERE (SELECT COUNT(DISTINCT language) FROM event_text WHERE tenant_id = @TenantId AND language <> @Language) < @MostLanguages
            ON CONFLICT (tenant_id, event, language) DO UPDATE SET draft = @text, draft_registered = @stored, draft_at = @now, draft_by = @by
            """, new { key.TenantId, key.Event, key.Language, text, stored = RegisteredColumn.Of(registered), by, now = Now, MostLanguages }) > 0);

    /// <summary>Puts a text in force as the next version. A draft of the same words under the same registered template is done with.</summary>
    /// <param name="named">What it names of data tables.</param>
    /// <returns>The version; 0: a data table that it names is not there any more.</returns>
    public Task<long> PublishAsync(TextKey key, string text, RegisteredTemplate? registered, string? note, string by, IReadOnlyList<OwnVariable> named) =>
        WriteAsync(session =>
        {
            if (!DataTableStore.HasAll(session, key.TenantId, named))
            {
                return 0;
            }

            var stored = RegisteredColumn.Of(registered);
            var values = new { key.TenantId, key.Event, key.Language, text, stored, note, by, now = Now };
            var version = session.Scalar<long>(
                """
                INSERT INTO event_text_version (tenant_id, event, language, version, text, registered, note, at, author)
                SELECT @TenantId, @Event, @Language, COALESCE(MAX(version), 0) + 1, @text, @stored, @note, @now, @by FROM event_text_version
                WHERE tenant_id = @TenantId AND event = @Event AND language = @Language
                RETURNING version
                """, values);
            session.Execute(
                """
                INSERT INTO event_text (tenant_id, event, language, published) VALUES (@TenantId, @Event, @Language, @version)
                ON CONFLICT (tenant_id, event, language) DO UPDATE SET published = @version,
                    draft = CASE WHEN event_text.draft = @text AND COALESCE(event_text.draft_registered, '') = @stored THEN NULL ELSE event_text.draft END,
                    draft_registered = CASE WHEN event_text.draft = @text AND COALESCE(event_text.draft_registered, '') = @stored THEN NULL ELSE event_text.draft_registered END
                """, new { key.TenantId, key.Event, key.Language, text, stored = stored ?? "", version });
            session.Execute(
                "DELETE FROM event_text_version WHERE tenant_id = @TenantId AND event = @Event AND language = @Language AND version <= @version - @MostVersions",
                new { key.TenantId, key.Event, key.Language, version, MostVersions });
            return version;
        });

    /// <summary>Neither a draft nor anything in force any more; the versions stay.</summary>
    /// <returns>False: there was neither.</returns>
    public Task<bool> WithdrawAsync(TextKey key) =>
        WriteAsync(session => session.Execute(
            """
            UPDATE event_text SET published = NULL, draft = NULL, draft_registered = NULL, draft_at = NULL, draft_by = NULL
            WHERE tenant_id = @TenantId AND event = @Event AND language = @Language AND (published IS NOT NULL OR draft IS NOT NULL)
            """, key) > 0);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="values">Tenant, event and now.</param>
    private static void NoteSwitch(WriteSession session, object values, bool isOn)
    {
        if (!isOn)
        {
            session.Execute(
                """
                INSERT INTO event_off (tenant_id, event, off_from) VALUES (@tenantId, @Name, @now)
                ON CONFLICT (tenant_id, event, off_from) DO UPDATE SET off_until = NULL
                """, values);
        }
        else if (session.Execute("UPDATE event_off SET off_until = @now WHERE tenant_id = @tenantId AND event = @Name AND off_until IS NULL", values) == 0)
        {
            session.Execute("INSERT INTO event_off (tenant_id, event, off_from, off_until) VALUES (@tenantId, @Name, 0, @now)", values); // off as shipped
        }
    }

    private Task<T> WriteAsync<T>(Func<WriteSession, T> change) =>
        database.WriteAsync(session =>
        {
            var result = change(session);
            DirectoryVersion.OfTexts.Raise(session);
            return result;
        });
}

/// <summary>Whose words, for which event, in which language.</summary>
/// <param name="Event">As the catalogue names it: <c>LOAN DISBURSE</c>.</param>
internal sealed record TextKey(long TenantId, string Event, string Language);
