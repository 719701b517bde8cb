namespace SmsBridge.Texts.Catalogue;

/// <summary>The ids a core names with an event.</summary>
internal readonly record struct EventIds(long? ResourceId, long? ClientId, long? LoanId, long? SavingsId, long? SubResourceId)
{
    /// <summary>As they mean it for a kind: which client, loan or account, and in <see cref="ResourceId"/> what makes it the only one of its kind; null there: nothing does.</summary>
    public EventIds Of(EventKind kind) => this with
    {
        ClientId = ClientId ?? (kind.LookUp == LookUp.Client ? ResourceId : null),
        LoanId = LoanId ?? (kind is { LookUp: LookUp.Loan or LookUp.LoanDisbursement, IsRequest: false } ? ResourceId : null),
        SavingsId = SavingsId ?? (kind.LookUp == LookUp.Account ? ResourceId : null),
        ResourceId = kind.Key switch
        {
            EventKey.Client => ClientId ?? ResourceId,
            EventKey.Resource => ResourceId,
            EventKey.SubResource => SubResourceId,
            EventKey.LoanTransaction => SubResourceId ?? (ResourceId == (LoanId ?? ResourceId) ? null : ResourceId),
            _ => null,
        },
    };
}
