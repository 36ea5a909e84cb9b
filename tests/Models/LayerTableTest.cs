using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Tests.Models;

/// <summary>Counts of torchvision 0.14 at 1000 classes and 224 pixels.</summary>
public class LayerTableTest
{
    [Theory]
    [InlineData("resnet18", 11_689_512, 1_814_073_344)]
    [InlineData("resnet34", 21_797_672, 3_663_761_408)]
    [InlineData("resnet50", 25_557_032, 4_089_184_256)]
    [InlineData("resnet101", 44_549_160, 7_801_405_440)]
    [InlineData("resnet152", 60_192_808, 11_513_626_624)]
    [InlineData("densenet121", 7_978_856, 2_834_161_664)]
    [InlineData("densenet169", 14_149_480, 3_359_843_328)]
    [InlineData("densenet201", 20_013_928, 4_291_365_888)]
    [InlineData("alexnet", 61_100_840, 714_188_480)]
    [InlineData("vgg19", 143_667_240, 19_632_062_464)]
    public void Parameters_and_multiply_accumulates_are_the_published_ones(string name, long parameters, long macs)
    {
        using Network network = Architectures.Create(new ArchitectureSpec(name, 1, ArchitectureSpec.ImageNetStem, 1000), 3, 224);
        LayerTable table = LayerTable.Of(network, 3, 224, 224);
        Assert.Equal(parameters, table.Params);
        Assert.Equal(macs, table.Macs);
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal([1000], table.Rows[^1].Output);
    }

    [Fact]
    public void Shapes_follow_the_data_through_both_stems()
    {
        using Network large = Architectures.Create(new ArchitectureSpec("resnet18", 1, ArchitectureSpec.ImageNetStem, 5), 3, 224);
        LayerTable table = LayerTable.Of(large, 3, 224, 224);
        Assert.Equal([64, 112, 112], Row(table, "conv1").Output);
        Assert.Equal([64, 56, 56], Row(table, "maxpool").Output);
        Assert.Equal([512, 7, 7], Row(table, "layer4.1.conv2").Output);
        Assert.Equal([512], Row(table, "flatten").Output);
        Assert.Equal(new LayerRow("layer2.0.downsample.0", "Conv2d", Row(table, "layer2.0.downsample.0").Output, 64 * 128, 64 * 128 * 28 * 28), Row(table, "layer2.0.downsample.0"));

        using Network small = Architectures.Create(new ArchitectureSpec("resnet18", 0.5, ArchitectureSpec.SmallStem, 10), 1, 28);
        table = LayerTable.Of(small, 1, 28, 28);
        Assert.Equal([32, 28, 28], Row(table, "conv1").Output);
        Assert.Equal([256, 4, 4], Row(table, "layer4.1.conv2").Output);
        Assert.DoesNotContain(table.Rows, row => row.Type == "MaxPool2d");
    }

    [Theory]
    [InlineData("resnet20", 270_000)]
    [InlineData("resnet56", 850_000)]
    [InlineData("resnet110", 1_730_000)]
    public void Small_networks_have_the_papers_parameter_counts(string name, long parameters)
    {
        using Network network = Architectures.Create(new ArchitectureSpec(name, 1, ArchitectureSpec.SmallStem, 10), 3, 32);
        Assert.InRange(LayerTable.Of(network, 3, 32, 32).Params, 0.98 * parameters, 1.02 * parameters);
    }

    private static LayerRow Row(LayerTable table, string name) => table.Rows.Single(row => row.Name == name);
}
