using System.Collections.Frozen;

namespace SmsBridge.Simulator.Core;

/// <summary>
/// The <c>fields</c> parameter as cores read it (fineract-core-api.md 5): declared names that were not asked for vanish at every
/// depth; undeclared ones always appear, and asking for one is an error.
/// </summary>
internal sealed class FieldSelection(FrozenSet<string> declared, FrozenSet<string>? requested)
{
    public static readonly FrozenSet<string> Client = Declare(
        "id,accountNo,externalId,status,active,activationDate,firstname,middlename,lastname,fullname,displayName,mobileNo,officeId,officeName,staffId,staffName,clientType,timeline");

    public static readonly FrozenSet<string> Loan = Declare(
        "id,accountNo,externalId,clientId,group,status,currency,principal,approvedPrincipal,numberOfRepayments,summary,timeline,loanProductId,loanProductName,loanOfficerId,loanOfficerName");

    public static readonly FrozenSet<string> SavingsTransaction = Declare("id,transactionType,accountId,currency,amount");
    public static readonly FrozenSet<string> Transaction = Declare("id,type,date,currency,amount,externalId");

    /// <summary>Of what is asked for whole.</summary>
    public static readonly FrozenSet<string> None = [];

    public static readonly FrozenSet<string> Office = Declare("id,name,externalId,openingDate,hierarchy,parentId,parentName");

    public bool Shows(string name) => requested is null || requested.Contains(name) || !declared.Contains(name);

    /// <summary>False when <paramref name="fields"/> asks for a name that is not declared: that name is <paramref name="unsupported"/>.</summary>
    public static bool TryRead(FrozenSet<string> declared, string? fields, out FieldSelection selection, out string unsupported)
    {
        var names = (fields ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        unsupported = Array.Find(names, name => !declared.Contains(name)) ?? string.Empty;
        selection = new FieldSelection(declared, names.Length == 0 ? null : names.ToFrozenSet(StringComparer.Ordinal));
        return unsupported.Length == 0;
    }

    private static FrozenSet<string> Declare(string names) => names.Split(',').ToFrozenSet(StringComparer.Ordinal);
}
