using SmsBridge.Store;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>What became of somebody the provider vouches for.</summary>
/// <param name="Who">Null: refused.</param>
/// <param name="Why">Of a refusal, as the audit has it.</param>
internal sealed record IdentityAnswer(OperatorCredential? Who, string? Why = null, bool IsNew = false);

/// <summary>
/// Sole writer of <c>operator_identity</c>. Who somebody is, issuer and subject say: neither the name nor a mail address, which a provider may give to another one day. Each sign-in is one
/// transaction: the operator, its rights and the rows on the audit.
/// </summary>
internal sealed class IdentityStore(Database database, AuditLog audit, TimeProvider time)
{
    public const string Disabled = "the operator is disabled";
    public const string NoName = "every name for the new operator is taken";

    private static readonly string Find =
        $"SELECT {OperatorRow.Columns} FROM operator WHERE id = (SELECT operator_id FROM operator_identity WHERE issuer = @Issuer AND subject = @Subject)";

    /// <param name="names">For a new operator, the best first.</param>
    public Task<IdentityAnswer> SignInAsync(ProviderPerson person, OperatorRole role, TenantScope scope, IReadOnlyList<string> names, string? source) => database.WriteAsync(session =>
    {
        var isNew = Row(session, person) is null && TryAdd(session, person, role, scope, names, source);
        if (Row(session, person)?.ToAccount() is not { } account)
        {
            return Refuse(session, null, NoName, source);
        }

        if (account.DisabledAt is not null)
        {
            return Refuse(session, account, Disabled, source);
        }

        if (!isNew && (account.Role != role || !account.Scope.IsSameAs(scope)))
        {
            OperatorStatements.SetRights(session, account.Id, role, scope);
            audit.Record(session, Provider(source).Did(AuditActions.OperatorChange, OperatorStore.Subject(account.Name), before: account.Rights, after: OperatorRights.Describe(role, scope)));
        }

        OperatorStatements.SetSignedIn(session, account.Id, time.GetUtcNow());
        audit.Record(session, new Actor(account.Id, account.Name, source).Did(AuditActions.SignIn, OperatorStore.Subject(account.Name), after: $"as {person}"));
        return new IdentityAnswer(Row(session, person)!.ToCredential(), IsNew: isNew);
    });

    /// <summary>On the audit. Whoever the provider does not give a role any more loses the sessions there still are.</summary>
    public Task RefuseAsync(ProviderPerson person, string why, string? source) => database.WriteAsync(session =>
    {
        var known = Row(session, person)?.ToAccount();
        if (known is not null)
        {
            OperatorStore.SetStamp(session, known.Id);
        }

        Refuse(session, known, why, source);
    });

    private static OperatorRow? Row(WriteSession session, ProviderPerson person) => session.QueryFirst<OperatorRow>(Find, new { person.Issuer, person.Subject });

    private static Actor Provider(string? source) => new(null, "single sign-on", source);

    /// <returns>False: somebody else was faster, or no name is left.</returns>
    private bool TryAdd(WriteSession session, ProviderPerson person, OperatorRole role, TenantScope scope, IReadOnlyList<string> names, string? source)
    {
        foreach (var name in names)
        {
            if (OperatorStatements.TryInsert(session, name, passwordHash: "", role, scope, time.GetUtcNow()) is not { } id)
            {
                continue;
            }

            // Two first sign-ins at once, on two nodes: the database lets one in, and the other finds what that one made.
            if (session.Execute(
                "INSERT INTO operator_identity (operator_id, issuer, subject) VALUES (@id, @Issuer, @Subject) ON CONFLICT DO NOTHING", new { id, person.Issuer, person.Subject }) == 0)
            {
                OperatorStatements.TakeBack(session, id);
                return false;
            }

            audit.Record(session, Provider(source).Did(AuditActions.OperatorAdd, OperatorStore.Subject(name), after: $"{OperatorRights.Describe(role, scope)}; {person}"));
            return true;
        }

        return false;
    }

    private IdentityAnswer Refuse(WriteSession session, OperatorAccount? who, string why, string? source)
    {
        var actor = who is null ? Actor.Unknown(source) : new Actor(null, who.Name, source);
        audit.Record(session, actor.Did(AuditActions.SignInRefused, who is null ? null : OperatorStore.Subject(who.Name), after: why));
        return new IdentityAnswer(null, why);
    }
}
