using System.Text;
using SmsBridge.Core;
using SmsBridge.Core.DataTables;

namespace SmsBridge.Tests.Core.DataTables;

/// <summary>What cores of all ages answer, and what none should.</summary>
public class DataTableReaderTests
{
    private static readonly DataTable Kyc = new("kyc", "KYC", TableSubject.Client, [
        new DataColumn("village", "Village", ColumnKind.Text, 50), new DataColumn("house", "House", ColumnKind.Truth, 0), new DataColumn("tongue", "L_cd_Tongue", ColumnKind.Choice, 9),
        new DataColumn("since", "Since", ColumnKind.Date, 0), new DataColumn("income", "Income", ColumnKind.Amount, 0),
    ]);

    private const string Headers =
        """
        "columnHeaders":[{"columnName":"client_id","columnDisplayType":"INTEGER"},{"columnName":"village","columnDisplayType":"STRING"},{"columnName":"House","columnDisplayType":"BOOLEAN"},
        {"columnName":"L_cd_Tongue","columnDisplayType":"CODELOOKUP","columnValues":[{"id":11,"value":"Kiswahili","score":0}]},{"columnName":"Since","columnDisplayType":"DATE"},
        {"columnName":"Income","columnDisplayType":"DECIMAL"}]
        """;

    [Theory]
    [InlineData("""[7,"Kijiji",true,11,[2020,3,1],1500.5]""")]
    [InlineData("""["7","Kijiji","1","11","2020-03-01","1500.5"]""")] // up to 1.8 every value is a text
    [InlineData("""[7,"Kijiji","true",11,"2020-03-01 00:00:00",1500.5]""")]
    public void A_row_reads_alike_of_all_ages(string row)
    {
        var cells = RowOf(row).Cells;

        (cells["village"].Text, cells["house"].Truth, cells["tongue"].Text, cells["since"].Date, cells["income"].Number).ShouldBe(("Kijiji", true, "Kiswahili", new DateOnly(2020, 3, 1), 1_500.5m));
    }

    [Theory]
    [InlineData("""[7,null,null,null,null,null]""")]
    [InlineData("""[7,{},"perhaps",12,[2020,13,1],"1e5"]""")] // a code value that is gone, a month that is none
    [InlineData("""[7,"\ud800",[],"",[],"much"]""")] // half a character
    public void What_is_no_value_is_left_out(string row) => RowOf(row).Cells.ShouldBeEmpty();

    [Theory]
    [InlineData("""[8,"Theirs",true,11,null,1]""")]
    [InlineData("""[null,"Whose?",true,11,null,1]""")]
    public void A_row_of_another_is_nobodys(string row)
    {
        var read = RowOf(row);

        read.Cells.ShouldBeEmpty();
        read.WhyNone.ShouldNotBeNull().ShouldContain("does not say that its row is of this client");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"columnHeaders":{},"data":[]}""")]
    [InlineData("""{"columnHeaders":[],"data":[{"row":[1]}]}""")] // another number of values than columns
    [InlineData("""{"columnHeaders":[null],"data":[{}]}""")]
    [InlineData("<html>")]
    public void What_is_no_answer_is_a_wrong_one(string body) =>
        DataTableReader.ReadRow(Encoding.UTF8.GetBytes(body), Kyc, 7).ShouldBeOfType<CoreResult<TableRow>.Misconfigured>();

    [Fact]
    public void A_list_with_gaps_in_it_is_read()
    {
        var tables = DataTableReader.ReadTables(Encoding.UTF8.GetBytes("""[null,{},{"registeredTableName":"KYC","applicationTableName":"m_client","columnHeaderData":[{"columnName":"id"},{}]}]"""))
            .ShouldBeOfType<CoreResult<IReadOnlyList<CoreTable>>.Found>().Value;

        tables.Count.ShouldBe(3);
        (tables[2].Name, tables[2].HasManyRows).ShouldBe(("KYC", true));
    }

    private static TableRow RowOf(string row) =>
        DataTableReader.ReadRow(Encoding.UTF8.GetBytes($$"""{{{Headers}},"data":[{"row":{{row}}}]}"""), Kyc, 7).ShouldBeOfType<CoreResult<TableRow>.Found>().Value;
}
