using Dapper;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Whose message a report is about, where its address does not say so.</summary>
internal sealed class ReportedMessages(Database database, TimeProvider time)
{
    /// <summary>So long after its attempt an SMS in doubt may still be told by its number.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(48);

    /// <summary>To one number. Of more nothing is told.</summary>
    private const int MostInDoubt = 20;

    /// <summary>Long texts to one number that are looked through for a part, the latest first.</summary>
    private const int MostInParts = 200;

    /// <summary>The tenant's message; null: there is none, or it can not be told which.</summary>
    /// <param name="tenant">The core's name for it; no other tenant's message is ever found.</param>
    /// <param name="reference">Our own name for the SMS, where the report bears it. Only one that was really given counts: its time is the queue's, and hard to guess.</param>
    /// <param name="to">Set: an id nobody knows may be the one SMS to this number whose outcome is not known. Of two it can not be told, so it is none.</param>
    public async Task<long?> FindAsync(string provider, string tenant, SmsReference? reference, string? providerId, Msisdn? to, CancellationToken cancellationToken)
    {
        if (reference is null)
        {
            return providerId is null ? null : await FindAsync(provider, [tenant], providerId, to, cancellationToken);
        }

        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition("""
            SELECT event_id FROM message JOIN tenant ON tenant.id = message.tenant_id
            WHERE event_id = @MessageId AND identifier = @tenant AND @Attempt BETWEEN 1 AND message.attempts
                AND (@QueuedAt IN (message.received_at, queued_at) OR (@QueuedAt > message.received_at AND @QueuedAt < queued_at))
                AND (message.provider = @provider OR EXISTS (SELECT 1 FROM attempt WHERE attempt.event_id = message.event_id AND attempt.provider = @provider))
            """, new { reference.MessageId, reference.Attempt, reference.QueuedAt, tenant, provider }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// The same by the provider's id alone, of tenants that share an account: with several in doubt to the number, of whichever of them, it can not be told which it is.
    /// </summary>
    public async Task<long?> FindAsync(string provider, IReadOnlyCollection<string> tenants, string providerId, Msisdn? to, CancellationToken cancellationToken)
    {
        if (await HolderOfAsync(provider, tenants, providerId, cancellationToken) is { } holder)
        {
            return holder.MessageId;
        }

        if (to is not { } recipient || await InDoubtAsync(provider, tenants, recipient, cancellationToken) is not [var doubted])
        {
            return null;
        }

        // Once more: the SMS it is about may have been answered after the first look and before the second, which then saw another one alone.
        return await HolderOfAsync(provider, tenants, providerId, cancellationToken) is { } answered ? answered.MessageId : doubted.MessageId;
    }

    /// <summary>
    /// The messages to this number whose outcome is not known, with their texts: as many as could be told from each other. To be asked before the last look for the report's id: what is in doubt now may be
    /// answered in the next moment, and then that look finds it.
    /// </summary>
    public async Task<IReadOnlyList<(long MessageId, string Text)>> InDoubtAsync(string provider, IReadOnlyCollection<string> tenants, Msisdn to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var inDoubt = (await connection.QueryAsync<(long MessageId, string Text)>(new CommandDefinition($"""
            SELECT event_id, COALESCE(body, '') FROM message JOIN tenant ON tenant.id = message.tenant_id
            WHERE identifier IN @tenants AND {database.Dialect.LastFour("recipient")} = {database.Dialect.LastFour("@recipient")} AND recipient = @recipient AND message.provider = @provider AND provider_id IS NULL
                AND (status = @Sending OR (status = @DeadLettered AND reason = @OutcomeUnknown)) AND message.updated_at >= @since
            LIMIT {MostInDoubt + 1}
            """, new
            {
                tenants, recipient = to.Value, provider, Sending = (int)MessageStatus.Sending,
                DeadLettered = (int)MessageStatus.DeadLettered, Reasons.OutcomeUnknown, since = (time.GetUtcNow() - LongestDelay).ToUnixTimeMilliseconds(),
            }, cancellationToken: cancellationToken))).AsList();
        return inDoubt.Count > MostInDoubt ? [] : inDoubt;
    }

    /// <summary>The one message to this number of which a part is known by one of these ids, with that id; null: there is none, or more than one.</summary>
    /// <inheritdoc cref="FindSpelledAsync"/>
    public async Task<(long MessageId, string ProviderId)?> FindPartAsync(
        string provider, IReadOnlyCollection<string> tenants, IReadOnlyCollection<string> spellings, Msisdn to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var inParts = await connection.QueryAsync<(long EventId, string Parts)>(new CommandDefinition($"""
            SELECT message.event_id, parts FROM message{database.Dialect.ByIndex("message_recipient")} JOIN attempt ON attempt.event_id = message.event_id
            WHERE tenant_id IN (SELECT id FROM tenant WHERE identifier IN @tenants) AND {database.Dialect.LastFour("recipient")} = @end AND recipient = @Value AND recipient IS NOT NULL
                AND parts IS NOT NULL AND COALESCE(attempt.provider, message.provider) = @provider
            ORDER BY message.event_id DESC LIMIT {MostInParts}
            """, new { tenants, provider, to.Value, end = to.Value[^4..] }, cancellationToken: cancellationToken));
        var found = inParts.SelectMany(message => SmsParts.Parse(message.Parts)?.Known.Where(part => spellings.Contains(part.Id, StringComparer.Ordinal)).Select(part => (message.EventId, part.Id)) ?? []).ToList();
        return found is [var only] ? only : null;
    }

    /// <summary>
    /// The one message to this number that is known by one of these ids, with that id; null: there is none, or more than one. For providers that write an id
    /// now so and now so: another program's SMS may have a spelling of ours, and hardly to the same number.
    /// </summary>
    /// <param name="tenants">The core's names for them; no other tenant's message is ever found.</param>
    public async Task<(long MessageId, string ProviderId)?> FindSpelledAsync(
        IReadOnlyCollection<string> tenants, IReadOnlyCollection<string> spellings, Msisdn to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var found = (await connection.QueryAsync<(long MessageId, string ProviderId)>(new CommandDefinition("""
            SELECT event_id, provider_id FROM message JOIN tenant ON tenant.id = message.tenant_id
            WHERE provider_id IN @spellings AND recipient = @recipient AND identifier IN @tenants
            UNION SELECT message.event_id, attempt.provider_id FROM attempt JOIN message ON message.event_id = attempt.event_id
                JOIN tenant ON tenant.id = message.tenant_id
            WHERE attempt.provider_id IN @spellings AND recipient = @recipient AND identifier IN @tenants
            """, new { spellings, recipient = to.Value, tenants }, cancellationToken: cancellationToken))).AsList();
        return found is [var only] ? only : null;
    }

    /// <returns>Null: nobody has that id.</returns>
    private async Task<Holder?> HolderOfAsync(string provider, IReadOnlyCollection<string> tenants, string providerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var holders = (await connection.QueryAsync<(long EventId, string Identifier)>(new CommandDefinition("""
            SELECT event_id, identifier FROM message JOIN tenant ON tenant.id = message.tenant_id WHERE provider_id = @providerId AND message.provider = @provider
            UNION SELECT message.event_id, identifier FROM attempt JOIN message ON message.event_id = attempt.event_id
                JOIN tenant ON tenant.id = message.tenant_id WHERE attempt.provider_id = @providerId AND COALESCE(attempt.provider, message.provider) = @provider
            """, new { providerId, provider }, cancellationToken: cancellationToken))).AsList();
        return holders.Count == 0 ? null : new Holder(holders is [var (only, identifier)] && tenants.Contains(identifier, StringComparer.Ordinal) ? only : null);
    }

    /// <param name="MessageId">Null: another tenant's, or more than one have the id.</param>
    private sealed record Holder(long? MessageId);
}
