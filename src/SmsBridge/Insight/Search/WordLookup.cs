using System.Data.Common;
using System.Globalization;
using Dapper;
using SmsBridge.Insight.MessageList;
using SmsBridge.Messages.Masking;
using SmsBridge.Store;

namespace SmsBridge.Insight.Search;

/// <summary>
/// From the words of a search to clients, loans and messages: look-ups in the index of words, each bounded, so that the cost does not grow with history.
/// </summary>
internal sealed class WordLookup(DbConnection connection, SqlDialect dialect)
{
    /// <summary>Clients of one name whose messages are shown; of more the page says so, and asks for more of the name.</summary>
    internal const int MostClients = 20;

    /// <summary>Most that are looked up of anything else.</summary>
    internal const int MostOthers = 100;

    /// <summary>Bearers of the rarest word that are looked at for the other words.</summary>
    internal const int MostBearers = 20_000;

    private readonly WordStatements _statements = new(dialect);

    /// <param name="owners">Tenants that are looked at.</param>
    /// <param name="seesNames">Names are shown whole to who asks.</param>
    public async Task<FoundByWords> FindAsync(SearchTerm term, IReadOnlyCollection<long> owners, bool seesNames, CancellationToken cancellationToken)
    {
        var found = new FoundByWords();
        if (term.NameWords.Count > 0)
        {
            await AddNamesAsync(found, term, owners, seesNames, cancellationToken);
        }

        if (term.Keys.Count > 0)
        {
            await AddKeysAsync(found, term.Keys, owners, cancellationToken);
        }

        await AddAboutAsync(found, term, owners, cancellationToken);
        if (term.ResourceId is { } resource)
        {
            await AddResourceAsync(found, resource, owners, cancellationToken);
        }

        if (term.WebhookId is { } webhook)
        {
            await AddWebhookAsync(found, webhook, owners, cancellationToken);
        }

        return found;
    }

    private async Task AddNamesAsync(FoundByWords found, SearchTerm term, IReadOnlyCollection<long> owners, bool seesNames, CancellationToken cancellationToken)
    {
        var words = term.NameWords.Select((word, at) => new NameWord(word, term.IsLastBeginning && at == term.NameWords.Count - 1 && word.Length >= SearchTerm.LeastPrefix)).ToList();
        var rarest = words[0];
        var fewest = long.MaxValue;
        foreach (var word in words.Count == 1 ? [] : words)
        {
            var count = await connection.ExecuteScalarAsync<long>(Command(_statements.CountBearers, Parameters(owners, word), cancellationToken));
            (rarest, fewest) = count < fewest ? (word, count) : (rarest, fewest);
        }

        var parameters = Parameters(owners, rarest);
        for (var at = 0; at < words.Count; at++)
        {
            parameters.Add(WordStatements.Word(at), words[at].Pattern);
        }

        var rows = (await connection.QueryAsync<(long TenantId, long ClientId, string? Name)>(Command(_statements.Named(words.Count), parameters, cancellationToken))).AsList();
        found.HasMore |= rows.Count > MostClients || fewest == MostBearers;
        foreach (var (tenantId, clientId, name) in rows.Take(MostClients))
        {
            found.ClientsByName[(tenantId, clientId)] = $"name {(seesNames ? name : NameMask.Of(name))}";
        }
    }

    private async Task AddKeysAsync(FoundByWords found, IReadOnlyList<string> keys, IReadOnlyCollection<long> owners, CancellationToken cancellationToken)
    {
        var wanted = new { Owners = SqlDialect.List(owners), Keys = SqlDialect.List(keys), Most = MostOthers };
        var accounts = (await connection.QueryAsync<(long, string, int, long)>(Command(_statements.Accounts, wanted, cancellationToken))).AsList();
        found.HasMore |= accounts.Count >= MostOthers;
        foreach (var (tenantId, word, kind, whose) in accounts)
        {
            var (into, what) = (WordKind)kind == WordKind.Client ? (found.ClientsByAccount, "client account") : (found.Loans, "loan account");
            Keep(into, (tenantId, whose), $"{what} {word.ToUpperInvariant()}");
        }

        foreach (var word in keys) // a word that is in very many messages leads to the newest
        {
            var rows = (await connection.QueryAsync<(long, long)>(Command(_statements.Events, new { wanted.Owners, word, wanted.Most }, cancellationToken))).AsList();
            found.HasMore |= rows.Count >= MostOthers;
            foreach (var message in rows)
            {
                Keep(found.Events, message, $"receipt, account or external id {word.ToUpperInvariant()}");
            }
        }
    }

    /// <summary>With its letters rather than without.</summary>
    private static void Keep(Dictionary<(long, long), string> into, (long, long) whose, string why) =>
        into[whose] = into.GetValueOrDefault(whose) is { } other && other.Length > why.Length ? other : why;

    /// <summary>Messages that do not name the client they are about: of those that were found, and of one that is asked for by its number.</summary>
    private async Task AddAboutAsync(FoundByWords found, SearchTerm term, IReadOnlyCollection<long> owners, CancellationToken cancellationToken)
    {
        var clients = new List<(long Tenant, long Id, int Rank, string Why)>();
        clients.AddRange(found.ClientsByAccount.Select(client => (client.Key.TenantId, client.Key.Id, FoundByWords.Account, client.Value)));
        clients.AddRange(found.ClientsByName.Select(client => (client.Key.TenantId, client.Key.Id, FoundByWords.Name, client.Value)));
        if (term.ClientId is { } id)
        {
            clients.AddRange(owners.Select(owner => (owner, id, FoundByWords.Last, string.Create(CultureInfo.InvariantCulture, $"client {id}"))));
        }

        foreach (var ofTenant in clients.GroupBy(client => client.Tenant))
        {
            var words = ofTenant.DistinctBy(client => client.Id).ToDictionary(client => SearchWords.OfClient(client.Id), client => (client.Rank, client.Why), StringComparer.Ordinal);
            var wanted = new { Owner = ofTenant.Key, Words = SqlDialect.List(words.Keys), Most = MostOthers };
            var rows = (await connection.QueryAsync<(string, long)>(Command(_statements.About, wanted, cancellationToken))).AsList();
            found.HasMore |= rows.Count >= MostOthers;
            foreach (var (word, eventId) in rows)
            {
                found.Abouts.TryAdd((ofTenant.Key, eventId), words[word]);
            }
        }
    }

    private async Task AddResourceAsync(FoundByWords found, long resource, IReadOnlyCollection<long> owners, CancellationToken cancellationToken)
    {
        var rows = (await connection.QueryAsync<(long, long)>(Command(_statements.Resource, new { Owners = SqlDialect.List(owners), resource, Most = MostOthers }, cancellationToken))).AsList();
        found.HasMore |= rows.Count >= MostOthers;
        foreach (var message in rows)
        {
            found.Events[message] = string.Create(CultureInfo.InvariantCulture, $"transaction {resource}");
        }
    }

    private async Task AddWebhookAsync(FoundByWords found, string webhook, IReadOnlyCollection<long> owners, CancellationToken cancellationToken)
    {
        foreach (var message in await connection.QueryAsync<(long TenantId, long EventId)>(Command(WordStatements.Webhook, new { webhook }, cancellationToken)))
        {
            if (owners.Contains(message.TenantId))
            {
                found.Events[message] = "webhook-id";
            }
        }
    }

    private static DynamicParameters Parameters(IReadOnlyCollection<long> owners, NameWord word) =>
        new(new { Owners = SqlDialect.List(owners), word.From, word.To, MostBearers, Most = MostClients + 1 });

    private static CommandDefinition Command(string sql, object parameters, CancellationToken cancellationToken) => new(sql, parameters, cancellationToken: cancellationToken);

    private sealed record NameWord(string From, bool IsBeginning)
    {
        /// <summary>No word goes beyond: the last sign there is is no letter.</summary>
        public string To => IsBeginning ? From + "\U0010ffff" : From;

        public string Pattern => IsBeginning ? $"% {From}%" : $"% {From} %";
    }
}
