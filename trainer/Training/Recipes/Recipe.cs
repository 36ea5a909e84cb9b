using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>
/// Everything that a run depends on. Saved beside the weights and inside the model. A property is all that a new key needs: its
/// attribute gives the option, the help and the check, its initial value the default.
/// </summary>
internal sealed record Recipe
{
    /// <summary>Architecture, such as <c>resnet18</c>.</summary>
    [RecipeKey("network, such as resnet18 or densenet-bc-L40-k12 (a wrong name lists all)", Verb = "train")]
    public string Arch { get; init; } = "resnet18";

    /// <summary>Multiplier of the channel counts.</summary>
    [RecipeKey("multiplier of the channel counts", Verb = "train")]
    public double Width { get; init; } = 1;

    /// <summary>Pixels a side, or columns where <see cref="ImageHeight"/> names the rows; null takes 28 for Fashion-MNIST and 224 for folders.</summary>
    [RecipeKey(From = 8, To = 1024)]
    public int? ImageSize { get; init; }

    /// <summary>Rows of an input that is no square; null for a square.</summary>
    [RecipeKey(From = 8, To = 1024)]
    public int? ImageHeight { get; init; }

    /// <summary><see cref="InputSpec.Crop"/>; null takes that of the weights a training goes on from, or <c>center</c>.</summary>
    [RecipeKey(Known = "center none pad")]
    public string? Crop { get; init; }

    /// <summary><see cref="InputSpec.Resize"/>; null takes that of the weights a training goes on from, or <c>area</c>.</summary>
    [RecipeKey(Known = "area bilinear")]
    public string? Resize { get; init; }

    /// <summary>Passes over the training set.</summary>
    [RecipeKey("passes over the training set", From = 1, To = 100_000, Expected = "1 or more")]
    public int Epochs { get; init; } = 20;

    /// <summary>Images a step.</summary>
    [RecipeKey("images a step", From = 2, To = 65_536, Note = " (batch norm needs 2)")]
    public int Batch { get; init; } = 128;

    /// <summary>Peak learning rate of the one-cycle schedule (Smith and Topin, 2018).</summary>
    [RecipeKey("peak learning rate", Above = 0, Expected = "a positive number")]
    public double Lr { get; init; } = 0.1;

    /// <summary>Share of the steps in which the learning rate rises linearly; it falls along a cosine afterwards.</summary>
    [RecipeKey(From = 0, Below = 1)]
    public double Warmup { get; init; } = 0.2;

    /// <summary>Nesterov momentum.</summary>
    [RecipeKey(From = 0, Below = 1)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay of convolutions and linear weights; norms and biases have none.</summary>
    [RecipeKey("of convolutions and linear weights", From = 0, Below = 1)]
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Multiplier of the learning rate of biases, those of norms above all (Jordan, 2024, whose network for CIFAR-10 takes 64).</summary>
    [RecipeKey("multiplier of the learning rate of biases", Above = 0, To = 1000)]
    public double BiasLr { get; init; } = 1;

    /// <summary>Probability mass that the target gives to all classes alike (Szegedy et al., 2016).</summary>
    [RecipeKey("share of the target that all classes have alike", From = 0, Below = 1)]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Decay a step of the exponential moving average of the weights, which is what is validated and exported.</summary>
    [RecipeKey("decay of the average of the weights a step; 0 turns it off", From = 0, Below = 1, Zero = "off")]
    public double EmaDecay { get; init; } = 0.998;

    /// <summary>Zero pixels added on each side before a random crop of the original size.</summary>
    [RecipeKey(From = 0, To = 64)]
    public int PadCrop { get; init; } = 2;

    /// <summary>Mirror half of the images.</summary>
    [RecipeKey]
    public bool Flip { get; init; } = true;

    /// <summary>Share of the images of which a random rectangle is erased (Zhong et al., 2020).</summary>
    [RecipeKey("share of the images that lose a random rectangle", From = 0, To = 1)]
    public double Erase { get; init; }

    /// <summary>Degrees, either way, that an image is turned about its middle at most.</summary>
    [RecipeKey("degrees, either way, that an image is turned at most", From = 0, To = 180, Zero = "off", Note = " degrees")]
    public double Rotate { get; init; }

    /// <summary>An image is enlarged by a factor up to 1 + this, or made smaller by as much, evenly in the factor's logarithm.</summary>
    [RecipeKey("images are enlarged by up to 1 + this, or made smaller by as much, such as 0.1", From = 0, To = 4, Zero = "off")]
    public double Zoom { get; init; }

    /// <summary>Smallest share of the area that a random window keeps, shown in the whole size (Szegedy et al., 2015); 0 and 1 turn it off.</summary>
    [RecipeKey("smallest share of an image's area that a random window keeps, such as 0.3; 0 turns it off", From = 0.01, To = 1, OrZero = "off")]
    public double CropScale { get; init; }

    /// <summary>Brightness, contrast and saturation of an image are multiplied by up to 1 ± this; 0 turns it off.</summary>
    [RecipeKey("brightness, contrast and saturation change by up to this factor, such as 0.2", From = 0, To = 1, Zero = "off")]
    public double ColorJitter { get; init; }

    /// <summary>One operation of random kind and strength for each image (Müller and Hutter, 2021, wide ranges).</summary>
    [RecipeKey("one random operation for each image")]
    public bool TrivialAugment { get; init; }

    /// <summary>α of mixup's beta distribution (Zhang et al., 2018); 0 turns it off.</summary>
    [RecipeKey("α of mixup, such as 0.2; 0 turns it off", From = 0, To = 8, Zero = "off")]
    public double Mixup { get; init; }

    /// <summary>α of CutMix's beta distribution (Yun et al., 2019); 0 turns it off. With mixup on as well, a coin decides for each batch.</summary>
    [RecipeKey("α of CutMix, such as 1; 0 turns it off", From = 0, To = 8, Zero = "off")]
    public double Cutmix { get; init; }

    /// <summary>Share of the batches that <see cref="Mixup"/> or <see cref="Cutmix"/> mixes.</summary>
    [RecipeKey("share of the batches that are mixed", From = 0, To = 1)]
    public double MixShare { get; init; } = 1;

    /// <summary>Probability that training leaves out the last residual block's branch, falling linearly to the first (Huang et al., 2016).</summary>
    [RecipeKey("probability that the last residual block is left out; less for earlier ones", From = 0, Below = 1)]
    public double StochasticDepth { get; init; }

    /// <summary>Residual blocks begin as the identity: the gain of each branch's last norm is 0 (Goyal et al., 2017).</summary>
    [RecipeKey("residual blocks begin as the identity", Verb = "train")]
    public bool ZeroGamma { get; init; }

    /// <summary>Convolutions begin with identity filters (Zagoruyko and Komodakis, 2017).</summary>
    [RecipeKey("convolutions begin with identity filters", Verb = "train")]
    public bool Dirac { get; init; }

    /// <summary>Every class is shown equally often, however many pictures it has.</summary>
    [RecipeKey("show every class equally often")]
    public bool BalancedSampling { get; init; }

    /// <summary>τ of logit adjustment (Menon et al., 2021): the loss sees logits + τ · log(share of the class in the training set), so that rare classes are not given up; 0 turns it off.</summary>
    [RecipeKey("τ of logit adjustment for classes of unequal size, such as 1; 0 turns it off", From = 0, To = 10, Zero = "off")]
    public double LogitAdjustment { get; init; }

    /// <summary>What each stage's learning rate is multiplied by for every stage between it and the head (Howard and Ruder, 2018); 1: all alike.</summary>
    [RecipeKey("what the learning rate is multiplied by for each stage away from the head", Above = 0, To = 1, Note = " (all layers alike)")]
    public double LayerLrDecay { get; init; } = 1;

    /// <summary>Stages, from the stem on, whose weights and norm statistics stay as they are.</summary>
    [RecipeKey("stages from the stem on that stay as they are, such as 1 for the stem", From = 0, To = 100, Expected = "0 (none) or more")]
    public int FrozenStages { get; init; }

    /// <summary>Norms keep the statistics that they begin with; their gain and shift still learn outside frozen stages.</summary>
    [RecipeKey("norms keep the statistics of the weights that the training begins with")]
    public bool FreezeNorms { get; init; }

    /// <summary>Multiplier of the learning rate of the last stage, the head.</summary>
    [RecipeKey("multiplier of the learning rate of the head", Above = 0, To = 1000)]
    public double HeadLr { get; init; } = 1;

    /// <summary>Points of recall that any class of the old model may lose for a retrained one to be promoted.</summary>
    [RecipeKey("points of recall that a class of the old model may lose for the new one to be promoted", Verb = "retrain", From = 0, To = 100, Note = " points")]
    public double MaxRecallDrop { get; init; } = 2;

    /// <summary>
    /// Bundle, or <c>.onnx</c> file, whose answers are learned from too (Hinton, Vinyals and Dean, 2015); several with commas
    /// between them teach together. Null without one.
    /// </summary>
    [RecipeKey("bundle whose answers are learned from too; several with commas between them teach together")]
    public string? Teacher { get; init; }

    /// <summary>Weight of the teacher's answers in the loss, 0 to 1; the labels have the rest.</summary>
    [RecipeKey("weight of the teacher's answers beside the labels, 0 to 1", From = 0, To = 1)]
    public double TeacherWeight { get; init; } = 0.9;

    /// <summary>What divides teacher's and pupil's logits before they are compared: above 1, how a teacher ranks the wrong classes counts more.</summary>
    [RecipeKey("what divides the logits that are compared with the teacher's", Above = 0, To = 100)]
    public double TeacherTemperature { get; init; } = 4;

    /// <summary>
    /// Share of the training set that is held out, class by class, and chooses the best epoch; null takes 2,500 pictures of a
    /// known data set and 0.2 of a folder without a validation set of its own.
    /// </summary>
    [RecipeKey("share of the training set that is held out and chooses the best epoch", Verb = "train", Above = 0, Below = 1)]
    public double? ValidationShare { get; init; }

    /// <summary><c>fp32</c>, or <c>bf16</c>: activations and products in bfloat16, weights and statistics in float32.</summary>
    [RecipeKey("fp32 or bf16", Known = "fp32 bf16")]
    public string Precision { get; init; } = "fp32";

    /// <summary>Seed of initialisation, split, order and augmentation.</summary>
    [RecipeKey("seed of everything random", Verb = "train", From = 0)]
    public long Seed { get; init; } = 1;

    /// <summary>Checks every field once; <paramref name="file"/> is where it comes from, null for the command line.</summary>
    /// <exception cref="InputException">A value in the file is out of its range.</exception>
    /// <exception cref="UsageException">A value on the command line is.</exception>
    public Recipe Validated(string? file)
    {
        string? fault = RecipeKey.All.Select(key => key.Fault(this)).FirstOrDefault(fault => fault is not null)
            ?? (ImageHeight is not null && ImageSize is null ? "image_height needs image_size, the width"
            : LogitAdjustment != 0 && BalancedSampling ? "balanced_sampling and logit_adjustment both make up for the same imbalance; choose one"
            : Teacher?.Split(',').Contains("") is true ? $"teacher is '{Teacher}'; expected a bundle, several with commas between them, or leave it out"
            : null);
        return fault is null ? this : throw (file is null ? new UsageException(fault) : new InputException($"{file}: {fault}"));
    }
}
