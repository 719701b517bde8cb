using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>A page of <c>GET /loans</c>.</summary>
internal sealed record StandInLoanPage(int Total, IReadOnlyList<StandInLoan> Loans);

/// <summary><c>GET /loans</c>: all loans that the user sees, by page; an offset without a limit is ignored (fineract-core-api.md 5).</summary>
internal static class StandInLoanList
{
    private const int Usual = 200;

    public static StandInLoanPage Of(StandInTenant tenant, StandInUser user, IQueryCollection query)
    {
        var loans = tenant.LoansOf(user);
        var all = (query["orderBy"] == "id" && query["sortOrder"] == "DESC" ? loans.OrderByDescending(loan => loan.Id)
            : query["orderBy"] == "id" ? loans.OrderBy(loan => loan.Id)
            : loans).ToList();
        var hasLimit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit);
        _ = int.TryParse(query["offset"], CultureInfo.InvariantCulture, out var offset);
        return new StandInLoanPage(all.Count, [.. hasLimit && limit <= 0 ? all : all.Skip(hasLimit ? offset : 0).Take(hasLimit ? limit : Usual)]);
    }

    public static void Write(Utf8JsonWriter json, StandInLoanPage page, StandInTenant tenant, FieldSelection fields)
    {
        json.WriteStartObject();
        json.WriteNumber("totalFilteredRecords", page.Total);
        json.WriteStartArray("pageItems");
        foreach (var loan in page.Loans)
        {
            StandInJson.Write(json, loan, tenant.NameOfClient(loan.ClientId), fields);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
